// A vehicle with two units: one is chosen, cards are held up there, and what is held up is taken away at either.

import { $, make, text } from "/page.js";

const UNITS = ["reader", "exit_reader"];

export function areTwo(state) {
  return Boolean(state?.exit_reader);
}

export function chosen() {
  return $("units").querySelector("input:checked")?.value ?? UNITS[0];
}

// what lies where: its card and how that misbehaves
export function lyingAt(state, unit) {
  return unit === UNITS[0] ? state : state[unit];
}

export function isLying(state, name) {
  return [state.card, state.exit_reader?.card].includes(name);
}

export function buildUnits(state, words, act, moved) {
  const had = chosen();
  $("units").hidden = !areTwo(state);
  $("reader").hidden = areTwo(state);
  $("units").replaceChildren(...(areTwo(state) ? UNITS.map((unit) => unitOf(unit, unit === had)) : []));

  function unitOf(unit, isChosen) {
    const radio = make("input", { type: "radio", name: "unit", value: unit, checked: isChosen ? "" : null });
    radio.addEventListener("change", moved);
    const name = make("b", {}, words.units[unit]);
    const take = () => act("/card", { reader: unit, remove: true });
    return make(
      "div",
      { class: "unit", "data-unit": unit },
      make("label", {}, radio, make("span", { class: "ring", "aria-hidden": "true" }, make("span")), name, make("small", { lang: "ja" })),
      make("button", { class: "plain", onclick: take }, words.take),
    );
  }
}

export function showUnits(state, words, cards) {
  for (const unit of $("units").children) {
    const name = lyingAt(state, unit.dataset.unit).card;
    const title = cards.find((one) => one.name === name)?.title ?? "";
    unit.classList.toggle("held", Boolean(name));
    text(unit.querySelector("small"), title);
    unit.querySelector("button").hidden = !name;
    unit.querySelector("button").setAttribute("aria-label", words.takeThis(title));
  }
}
