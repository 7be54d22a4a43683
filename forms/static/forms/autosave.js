// Saves what is typed a few seconds after the last change, and when the page is left. The server makes or renews a draft
// that fills no list; without an account only a draft that was saved before, by its link, is renewed.
const form = document.querySelector("form[data-autosave]");
const WAIT = 4000;

const content = () => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.set("spara", "auto");
  return new URLSearchParams(data);
};

if (form) {
  const told = form.querySelector("[data-saved]");
  let timer;
  let changed = false;
  const save = async () => {
    if (!changed) return;
    changed = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body: content(), redirect: "manual" });
      if (answer.status === 200) told.hidden = false;
    } catch {
      changed = true;
    }
  };
  form.addEventListener("input", () => {
    changed = true;
    told.hidden = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed) {
      changed = false;
      navigator.sendBeacon(form.action, content());
    }
  });
}
