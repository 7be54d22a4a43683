// Suggestions below the search field while one types. Without this script the field sends the form as usual.

const WAIT = 150;
const KEY = "metodparmen-searches";
const MOST = 6;
const LONGEST = 80;

const input = document.getElementById("site-search");

if (input) start(input, input.form);

function start(field, form) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let chosen = -1;
  let timer;
  let request;

  list.id = "site-search-suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Förslag");
  list.hidden = true;
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  form.append(list, status);

  function close() {
    list.hidden = true;
    options = [];
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const option = options[chosen];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function optionFor(suggestion, number) {
    const where = document.createElement("span");
    where.className = "meta";
    where.textContent = suggestion.heading || suggestion.kind;
    return option(number, [suggestion.title, where], () => {
      remember(field.value);
      location.assign(suggestion.url);
    });
  }

  // A row that is chosen: a link or a button in it would be a second thing to choose, which screen readers lose.
  function option(number, content, act) {
    const item = document.createElement("li");
    item.id = `${list.id}-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(...content);
    item.addEventListener("click", act);
    return item;
  }

  // What was searched for on this device, while the field is still empty.
  function showRecent() {
    const searches = recentSearches();
    if (field.value.trim() || !searches.length) return;
    const items = searches.map((text, number) =>
      option(number, [text], () => location.assign(`${form.action}?q=${encodeURIComponent(text)}`)),
    );
    const clear = option(searches.length, ["Glöm mina sökningar"], () => {
      forget();
      close();
      status.textContent = "Dina sökningar är glömda.";
    });
    clear.classList.add("suggestions__forget");
    list.setAttribute("aria-label", "Dina senaste sökningar");
    open([...items, clear], `${searches.length} tidigare sökningar.`);
  }

  function show(suggestions) {
    list.setAttribute("aria-label", "Förslag");
    open(suggestions.map(optionFor), suggestions.length === 1 ? "Ett förslag." : `${suggestions.length} förslag.`);
  }

  function open(items, said) {
    close();
    options = items;
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    field.setAttribute("aria-expanded", String(options.length > 0));
    status.textContent = said;
  }

  async function ask() {
    request?.abort();
    const text = field.value.trim();
    if (text.length < 2) {
      close();
      return showRecent();
    }
    request = new AbortController();
    try {
      const address = `${form.action}forslag/?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // no network: the form still works
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      clearTimeout(timer);
      request?.abort();
      if (!list.hidden) event.preventDefault();
      close();
    } else if (!options.length) {
      if (event.key === "ArrowDown") showRecent();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = options.length + 1; // the last place is the field itself
      choose(((chosen + step + 1 + places) % places) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      options[chosen].click();
    }
  });

  // A press on a suggestion must not take the focus away before the click has happened.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  field.addEventListener("focus", showRecent);
  field.addEventListener("blur", close);
  form.addEventListener("submit", () => {
    remember(field.value);
    clearTimeout(timer);
    request?.abort();
  });
}

// The latest searches, kept on this device only: nothing of them is sent anywhere. They are forgotten at logout, and
// when the page shows that somebody who was logged in no longer is.

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept?.searches) ? kept : { searches: [], loggedIn: false };
  } catch {
    return { searches: [], loggedIn: false }; // storage is closed, or holds something else
  }
}

const logout = document.querySelector('form[action$="/logga-ut/"]');

function recentSearches() {
  return read().searches.filter((each) => typeof each === "string");
}

function remember(text) {
  const search = text.trim().slice(0, LONGEST);
  if (!search) return;
  const others = recentSearches().filter((each) => each.toLowerCase() !== search.toLowerCase());
  try {
    localStorage.setItem(KEY, JSON.stringify({ searches: [search, ...others].slice(0, MOST), loggedIn: Boolean(logout) }));
  } catch {
    // Storage is full or closed: then nothing is remembered.
  }
}

function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Storage is closed: then nothing was remembered.
  }
}

logout?.addEventListener("submit", forget);
if (!logout && read().loggedIn) forget();
