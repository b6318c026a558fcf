// Questions that only appear when they matter. Same semantics as headache_cds/vocabulary on the server:
// data-when maps a fact to a list (any of; for a set: holds any of), {min}/{max} or {all}; all entries must hold,
// and what is unknown does not hold. A hidden question keeps what was typed in it.

function readFact(form, fact) {
  const question = form.querySelector(`.question[data-fact="${fact}"]`);
  if (!question) {
    return JSON.parse(form.dataset.known || "{}")[fact];
  }
  const inputs = [...question.querySelectorAll(`[name="${fact}"]`)];
  switch (question.dataset.type) {
    case "set": {
      const values = inputs.filter((input) => input.checked).map((input) => input.value);
      return values.length ? values : undefined;
    }
    case "bool": {
      const value = chosen(inputs);
      return value === "" ? undefined : value === "true";
    }
    case "int":
    case "number": {
      const text = chosen(inputs).trim().replace(",", ".");
      return text === "" || Number.isNaN(Number(text)) ? undefined : Number(text);
    }
    default: {
      const value = chosen(inputs);
      return value === "" ? undefined : value;
    }
  }
}

function chosen(inputs) {
  if (inputs.length && inputs[0].type === "radio") {
    return inputs.find((input) => input.checked)?.value ?? "";
  }
  return inputs[0]?.value ?? "";
}

function holds(test, value) {
  if (value === undefined || value === null) {
    return false;
  }
  if (test.all) {
    return Array.isArray(value) && test.all.every((item) => value.includes(item));
  }
  if (Array.isArray(test)) {
    return Array.isArray(value) ? value.some((item) => test.includes(item)) : test.includes(value);
  }
  return (test.min === undefined || value >= test.min) && (test.max === undefined || value <= test.max);
}

function route(form) {
  for (const question of form.querySelectorAll("[data-when]")) {
    const when = JSON.parse(question.dataset.when);
    question.hidden = !Object.entries(when).every(([fact, test]) => holds(test, readFact(form, fact)));
  }
}

for (const form of document.querySelectorAll("form[data-routing]")) {
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "routed", value: "1" }));
  form.addEventListener("input", () => route(form));
  form.addEventListener("change", () => route(form));
  route(form);
}
