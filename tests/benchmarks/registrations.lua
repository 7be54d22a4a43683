-- For wrk: each request is another registration, from 64 addresses in turn, to one group after another.
-- Arguments: the form's token, its cookie, what makes this run's keys its own, the groups.
local CLIENTS = 64
local threads, groups = {}, {}
sent, answered, failed, first = 0, 0, 0, ""

function setup(thread) table.insert(threads, thread) end

function init(args)
  token, cookie, own = args[1], args[2], args[3]
  for group in string.gmatch(args[4], "%d+") do table.insert(groups, group) end
end

function request()
  local client, group = sent % CLIENTS, groups[math.min(math.floor(sent / CLIENTS) + 1, #groups)]
  sent = sent + 1
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = cookie, ["X-Forwarded-For"] = "10.0.1." .. client,
  }
  local key = string.format("%08x-%s-4111-8111-111111111111", sent, own)
  return wrk.format("POST", nil, headers, "csrfmiddlewaretoken=" .. token .. "&occasion=" .. group .. "&key=" .. key
    .. "&alias=Solrosen&phone=070-174+06+05&sms_ok=on&website=")
end

function response(status, headers, body)
  local to = headers["location"] or headers["Location"] or ""
  answered = answered + 1
  if status ~= 302 or not string.find(to, "/min%-plats/$") then
    failed = failed + 1
    if first == "" then first = "answered " .. status end
  end
end

function done(summary, latency, requests)
  local thread = threads[1]
  io.write(string.format('{"answered": %d, "failed": %d, "first": "%s", "seconds": %f, "slowest": %f}\n',
    thread:get("answered"), thread:get("failed"), thread:get("first"), summary.duration / 1e6, latency.max / 1e6))
end
