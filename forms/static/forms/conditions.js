// Hides questions that are not asked, and shows sums as they grow. Without this script every question is shown;
// the server drops what was hidden and does the sums in any case.
const form = document.querySelector("form.answers");

const valuesOf = (name) =>
  [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .map((input) => input.value)
    .filter((value) => value !== "");

const number = (text) => Number(String(text).replace(/\s|kr(onor)?$|:-$/gi, "").replace(/\.(?=\d{3}(\D|$))/g, "").replace(",", "."));

// In a row, a column of the same row comes before a question of the form.
const answersTo = (question, row) => {
  const inRow = row && `${row}-${question}`;
  return inRow && form.querySelector(`[name="${CSS.escape(inRow)}"]`) ? valuesOf(inRow) : valuesOf(question);
};

const holds = (condition, row) => {
  if (condition.tests) return condition.tests[condition.match === "any" ? "some" : "every"]((test) => holds(test, row));
  const given = answersTo(condition.question, row);
  if (condition.operator === "answered") return given.length > 0;
  if (condition.operator === "at_least") return given.length > 0 && number(given[0]) >= number(condition.values[0]);
  if (condition.operator === "at_most") return given.length > 0 && number(given[0]) <= number(condition.values[0]);
  const any = given.some((value) => condition.values.includes(value));
  return condition.operator === "not" ? given.length > 0 && !any : any;
};

const rowOf = (element) => {
  const input = element.closest(".row")?.querySelector("[name]");
  return input ? input.name.split("-").slice(0, 2).join("-") : "";
};

const amounts = (term) => {
  if (!term.column) return valuesOf(term.question);
  const count = Number(valuesOf(`${term.question}-count`)[0] || 0);
  return [...Array(count).keys()]
    .map((index) => `${term.question}-${index}`)
    .filter((row) => !term.where || valuesOf(`${row}-${term.where}`).some((value) => term.values.includes(value)))
    .flatMap((row) => valuesOf(`${row}-${term.column}`));
};

const total = (terms) =>
  terms.reduce((sum, term) => sum + (term.minus ? -1 : 1) * amounts(term).reduce((all, each) => all + (number(each) || 0), 0), 0);

const update = () => {
  for (const question of form.querySelectorAll("[data-show-if]")) {
    question.hidden = !holds(JSON.parse(question.dataset.showIf), rowOf(question));
  }
  for (const output of form.querySelectorAll("output[data-terms]")) {
    output.textContent = `${new Intl.NumberFormat("sv-SE").format(total(JSON.parse(output.dataset.terms)))} kr`;
  }
};

if (form) {
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}
