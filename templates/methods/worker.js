// Keeps the handbook for reading without connection. It answers only for the addresses in the list that the portal
// gives this reader: published pages of the handbook, as copies without name, menu or forms, and their style sheets.
const LIST = "{% url 'keepable' %}";
const CACHE = "handbook";
const WAIT_MS = 5000;
const REFRESH_MS = 15 * 60 * 1000;
let refreshed = 0;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data.type === "keep") event.waitUntil(keep());
  if (event.data.type === "forget") event.waitUntil(forget());
});

async function forget() {
  refreshed = 0;
  await caches.delete(CACHE);
}

// What was kept before: the list itself is kept beside the pages.
async function known(cache) {
  const kept = await cache.match(LIST);
  return kept ? kept.json() : { assets: [], pages: [] };
}

async function keep() {
  if (Date.now() - refreshed < REFRESH_MS) return;
  refreshed = Date.now();
  const answer = await fetch(LIST, { cache: "no-store" }).catch(() => null);
  if (!answer || !answer.ok) return;
  const list = await answer.json();
  const cache = await caches.open(CACHE);
  const before = await known(cache);
  await drop(cache, before, list);
  const marks = new Map(before.pages.map((page) => [page.url, page.mark]));
  const done = [];
  for (const url of list.assets) if (!(await cache.match(url))) await put(cache, url, url);
  for (const page of list.pages) {
    const same = marks.get(page.url) === page.mark && (await cache.match(page.url));
    if (same || (await put(cache, page.copy, page.url))) done.push(page);
  }
  await cache.put(LIST, new Response(JSON.stringify({ assets: list.assets, pages: done })));
}

// What this reader may no longer open, or what is no longer published, is not kept either.
async function drop(cache, before, list) {
  const wanted = new Set([...list.assets, ...list.pages.map((page) => page.url)]);
  for (const url of [...before.assets, ...before.pages.map((page) => page.url)]) {
    if (!wanted.has(url)) await cache.delete(url);
  }
}

async function put(cache, from, to) {
  const answer = await fetch(from, { cache: "no-store" }).catch(() => null);
  if (!answer || answer.status !== 200 || answer.redirected) return false;
  await cache.put(to, answer);
  return true;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || url.search) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, url.pathname));
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(event.request, url.pathname));
});

// The portal first; the kept copy when it can't be reached, or when it takes longer than a person waits at a door.
async function page(request, path) {
  const online = fetch(request);
  const kept = await caches.match(path, { cacheName: CACHE });
  if (!kept) return online;
  const late = new Promise((resolve) => setTimeout(resolve, WAIT_MS, kept));
  const answer = await Promise.race([online, late]).catch(() => kept);
  if (answer !== kept && [403, 404, 410].includes(answer.status)) await (await caches.open(CACHE)).delete(path);
  return answer;
}

async function asset(request, path) {
  const kept = await caches.match(path, { cacheName: CACHE });
  return fetch(request).catch(() => kept || Response.error());
}
