// Keeps the log on the server while it is being written, and signs by Ctrl + Enter. The buttons do the same without it.

const WAIT = 1500;
const form = document.querySelector("form[data-draft]");

if (form) start(form, document.getElementById("draft-status"));

function start(form, status) {
  let timer;
  let request;
  let isLeaving = false;

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[name=sign]"));
  });

  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
    request?.abort();
  });

  async function save() {
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new FormData(form),
        redirect: "error",
        signal: request.signal,
      });
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      say(isJson ? (await answer.json()).message : form.dataset.failed);
    } catch (error) {
      if (error.name !== "AbortError" && !isLeaving) say(form.dataset.failed);
    }
  }

  function say(message) {
    if (status.textContent !== message) status.textContent = message;
  }
}
