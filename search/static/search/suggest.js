// Suggestions below the search field while one types. Without this script the field sends the form as usual.

const WAIT = 150;
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
    const item = document.createElement("li");
    const link = document.createElement("a");
    const where = document.createElement("span");
    item.id = `${list.id}-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    link.href = suggestion.url;
    link.tabIndex = -1;
    link.textContent = suggestion.title;
    where.className = "meta";
    where.textContent = suggestion.heading || suggestion.kind;
    link.append(where);
    item.append(link);
    return item;
  }

  function show(suggestions) {
    close();
    options = suggestions.map(optionFor);
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    field.setAttribute("aria-expanded", String(options.length > 0));
    status.textContent = options.length === 1 ? "Ett förslag." : `${options.length} förslag.`;
  }

  async function ask() {
    request?.abort();
    const text = field.value.trim();
    if (text.length < 2) return close();
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
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = options.length + 1; // the last place is the field itself
      choose(((chosen + step + 1 + places) % places) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      options[chosen].querySelector("a").click();
    }
  });

  // A press on a suggestion must not take the focus away before the click has happened.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  field.addEventListener("blur", close);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    request?.abort();
  });
}
