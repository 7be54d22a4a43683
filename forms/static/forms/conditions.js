// Hides questions that are not asked. Without this script every question is shown, and the server drops what was hidden.
const form = document.querySelector("form.answers");

const valuesOf = (name) =>
  [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .map((input) => input.value);

const update = () => {
  for (const question of form.querySelectorAll("[data-show-if]")) {
    const wanted = question.dataset.showValues.split(" ");
    question.hidden = !valuesOf(question.dataset.showIf).some((value) => wanted.includes(value));
  }
};

if (form) {
  form.addEventListener("change", update);
  update();
}
