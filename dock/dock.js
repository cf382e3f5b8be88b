// The dock's page: shows what the terminal is doing, and does to it what a person would. No state of its own but words.

import { build as buildBus, pressDriver, setUp, showBus } from "/bus.js";
import { busWords } from "/bus-words.js";
import { hear } from "/ear.js";
import { Glass } from "/glass.js";
import { $, make, text } from "/page.js";
import { areTwo, buildUnits, chosen, isLying, lyingAt, showUnits } from "/units.js";
import { roles, words } from "/words.js";

const KEYS = [
  ["1"], ["2"], ["3"], ["stop", "×"],
  ["4"], ["5"], ["6"], ["back", "←"],
  ["7"], ["8"], ["9"], ["ok", "○"],
  ["again", "＊"], ["0"], ["help", "＃"],
];
const READER = { offline: ["offline", 0], mute: ["mute", 0] };
const TYPED = { Enter: "ok", Backspace: "back", Escape: "stop", "*": "again", "#": "help" };
const COINS = [10, 50, 100, 500, 1000];
// what can be the matter with a device, by its name or protocol: the fault, and after how many sheets or coins
const FAULTS = {
  PagePrinter: {
    paperOut: ["paper_out", 0], paperJam: ["paper_jam", 0], second: ["paper_jam", 1], coverOpen: ["cover_open", 0],
    tonerOut: ["toner_out", 0], offline: ["offline", 0], vanishes: ["offline", 1],
  },
  CashBox: { noChange: ["no_change", 0], stuck: ["money_jam", 0], swallows: ["money_jam", 1], offline: ["offline", 0] },
  CardReader: READER,
  exit_reader: READER,
  ReceiptPrinter: { paperOut: ["paper_out", 0], paperJam: ["paper_jam", 0], coverOpen: ["cover_open", 0], offline: ["offline", 0] },
  handset: { offline: ["offline", 0], midSpeech: ["offline", 1] },
  speaker: { offline: ["offline", 0] },
  hook: { offline: ["offline", 0] },
  keypad: { offline: ["offline", 0] },
  switches: { offline: ["offline", 0] },
  Beeper: { offline: ["offline", 0] },
  Position: { offline: ["offline", 0] },
  Doors: { offline: ["offline", 0] },
};
const MOVES = { early: "T06:00", open: "T10:00", evening: "T19:10", closing: "T22:59", late: "T23:30" };

let language = localStorage.getItem("language") === "en" ? "en" : "ja";
let state = null;
let cards = [];
let lying = null; // the card that was shown last
let queue = Promise.resolve();

const all = { ja: inVehicle("ja"), en: inVehicle("en") };
const inBus = () => Boolean(state?.vehicle);
const say = () => (inBus() ? all : words)[language];
const glass = new Glass($("glass"), "/screen.png", (at) => act("/touch", at));

function inVehicle(name) {
  const { refusedMore, busStories, ...own } = busWords[name];
  return { ...words[name], ...own, refused: { ...words[name].refused, ...refusedMore }, stories: { ...words[name].stories, ...busStories } };
}

// What a person does

function act(path, body) {
  queue = queue.then(() => post(path, body)).catch(() => notice(say().lost));
}

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", body: JSON.stringify(body) });
  const found = await answer.json();
  if (answer.ok) show(found);
  else if (path === "/touch" || found.reason === "stale") glass.look();
  else notice(say().refused[found.reason] ?? found.error);
  if (!answer.ok) [showTrouble, showCards].forEach((again) => again()); // what was chosen did not come about
}

function press(key) {
  if (inBus()) return pressDriver(key);
  act("/press", { key, turn: state.turn });
  const button = $("keys").querySelector(`[data-key="${key}"]`);
  button?.classList.add("down"); // a letter has no key there
  setTimeout(() => button?.classList.remove("down"), 120);
}

function typed(event) {
  if (document.body.inert || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  // what lies over the page, and a list of faults, keep their keys for themselves
  if (event.target.closest("select, #ideas") || $("ideas").matches(":popover-open")) return;
  const letter = state.prompt?.kind === "EnterText" && /^[\p{L}゛゜ー]$/u.test(event.key);
  const key = letter || /^[0-9]$/.test(event.key) ? event.key : TYPED[event.key];
  const onControl = event.target.closest("button, a, input");
  if (!key || (event.key === "Enter" && onControl)) return;
  event.preventDefault();
  press(key);
}

function moveClock(name) {
  const wall = state.clock.slice(0, 19);
  if (name !== "minute") return act("/clock", { at: wall.slice(0, 10) + MOVES[name] });
  const next = new Date(`${wall}Z`);
  next.setUTCMinutes(next.getUTCMinutes() + 1);
  return act("/clock", { at: next.toISOString().slice(0, 19) });
}

function trouble(kind, name) {
  const [fault, after] = FAULTS[kind][name] ?? [null, 0];
  act(`/device/${deviceOf(kind)}`, { fault, after });
}

function deviceOf(kind) {
  return Object.keys(state.devices).find((name) => name === kind || state.devices[name].protocol === kind);
}

function troubleOf(kind) {
  const asked = state.devices[deviceOf(kind)]?.asked;
  const same = ([, [fault, after]]) => asked?.fault === fault && asked.after === after;
  return Object.entries(FAULTS[kind]).find(same)?.[0] ?? "";
}

// What is shown

function show(next) {
  if (next.version < state.version) return; // it was overtaken on its way
  const changed = next.turn !== state.turn || JSON.stringify(next.prompt) !== JSON.stringify(state.prompt);
  state = next;
  $("notice").hidden ||= changed;
  showHead();
  showCards();
  showMoney();
  showKeys();
  showTold();
  showPhone();
  hear(state, say());
  showTray();
  showTrouble();
  if (inBus()) showBus(state);
  glass.look();
}

function showHead() {
  const now = new Date(`${state.clock.slice(0, 19)}Z`);
  const style = { month: language === "ja" ? "long" : "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" };
  text($("clock"), now.toLocaleString(language === "ja" ? "ja-JP" : "en-GB", style));
  $("clock").dateTime = state.clock;
  text($("role"), `${roles[state.role]?.[language] ?? state.role} ・ ${say().bench}`);
}

function showCards() {
  for (const button of $("cards").querySelectorAll("button")) {
    const lies = isLying(state, button.dataset.card);
    button.classList.toggle("away", lies);
    button.setAttribute("aria-disabled", lies);
  }
  const card = cards.find((one) => one.name === state.card);
  $("reader").classList.toggle("held", Boolean(card));
  $("remove").hidden = !card;
  $("remove").setAttribute("aria-label", say().takeThis(card?.title ?? ""));
  text($("on-reader"), card?.title ?? say().noCard);
  text($("on-reader-note"), card ? say().onReader : say().noCardNote);
  showUnits(state, say(), cards);
  const select = cardFault();
  const there = lyingAt(state, chosen());
  // a misbehaviour goes with its card; what is chosen while none lies there waits for the next one
  if (there.card || lying) select.value = there.card_fault ?? "";
  lying = there.card;
  select.classList.toggle("on", select.value !== "");
}

function showMoney() {
  $("money").hidden = $("coins").hidden = !state.money;
  const yen = state.money?.yen ?? 0;
  text($("change"), yen ? say().change(yen.toLocaleString()) : "");
  $("take-money").hidden = !yen;
  $("take-money").setAttribute("aria-label", `${say().change(yen.toLocaleString())} ${say().take}`);
  $("coins").classList.toggle("open", state.prompt?.kind === "Pay");
}

function showKeys() {
  for (const button of $("keys").children) {
    button.classList.toggle("unused", !state.keys.includes(button.dataset.key));
    button.classList.toggle("stood-at", button.dataset.key === state.focus);
  }
}

function showPhone() {
  const lifted = Boolean(state.handset?.lifted);
  $("cradle").hidden = typeof state.handset?.lifted !== "boolean";
  $("two").hidden = !deviceOf("Switches");
  $("handset").setAttribute("aria-pressed", lifted);
  text($("handset-word"), lifted ? say().hangUp : say().lift);
  $("handset").setAttribute("aria-label", say().handset);
  $("glass").setAttribute("aria-label", state.handset?.covered ? say().cover : say().screen);
}

function showTold() {
  const list = $("told");
  const last = Number(list.lastElementChild?.dataset.number ?? 0);
  if (last > (state.transcript.at(-1)?.number ?? 0)) list.replaceChildren();
  const fresh = state.transcript.filter((line) => line.number > last);
  for (const line of fresh) {
    list.append(make("li", { "data-number": line.number }, make("time", {}, line.at), make("span", {}, line.text)));
  }
  while (list.children.length > 30) list.firstElementChild.remove();
  if (fresh.length) requestAnimationFrame(() => (list.scrollTop = list.scrollHeight));
}

function showTray() {
  const tray = $("tray");
  const lying = state.printed.filter((printed) => !printed.taken);
  for (const item of [...tray.children]) {
    if (!lying.some((printed) => printed.id === item.dataset.id)) item.remove();
  }
  for (const printed of lying) {
    const item = [...tray.children].find((one) => one.dataset.id === printed.id) ?? addPrint(printed);
    const pile = item.querySelector(".pile");
    while (pile.children.length < printed.sheets) pile.append(sheet(printed, pile.children.length + 1));
    for (const link of pile.children) link.setAttribute("aria-label", label(printed, Number(link.dataset.sheet)));
  }
}

function addPrint(printed) {
  const what = printed.device === "receipt" ? say().receipt : say().certificate;
  const button = make("button", { class: "plain", "aria-label": say().takeThis(what) }, say().take);
  button.addEventListener("click", () => act("/take", { id: printed.id }));
  const item = make("li", { "data-id": printed.id, class: printed.device }, make("div", { class: "pile" }), button);
  $("tray").append(item);
  requestAnimationFrame(() => ($("tray").scrollLeft = $("tray").scrollWidth));
  return item;
}

function sheet(printed, number) {
  const url = `/printed/${printed.id}`;
  const href = printed.formats.includes("pdf") ? `${url}.pdf#page=${number}` : `${url}.png`;
  const picture = make("img", { src: `${url}.png?page=${number}`, alt: "" });
  const mark = make("em", {}, say().sample);
  return make("a", { class: "sheet", href, target: "_blank", rel: "noopener", "data-sheet": number }, picture, mark);
}

function label(printed, number) {
  return printed.device === "receipt" ? say().slip : say().sheet(number, printed.sheets);
}

function showTrouble() {
  $("line").firstElementChild.setAttribute("aria-checked", !state.line);
  for (const select of $("faults").querySelectorAll('select:not([data-device="card"])')) {
    select.value = troubleOf(select.dataset.device);
    select.classList.toggle("on", select.value !== "");
  }
}

function notice(sentence) {
  $("notice").textContent = sentence;
  $("notice").hidden = false;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => ($("notice").hidden = true), 5000);
}

// The parts that never change but in language

function build() {
  document.documentElement.lang = language;
  document.title = `Kazasu ・ ${say().bench}`;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say()[element.dataset.word];
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say()[element.dataset.label]);
  }
  for (const element of document.querySelectorAll("[data-bus]")) element.hidden = !inBus();
  for (const element of document.querySelectorAll("[data-kiosk]")) element.hidden = inBus();
  document.body.classList.toggle("bus", inBus());
  $("skip").hash = inBus() ? "driver-keys" : "keys";
  buildBus(say);
  buildUnits(state, say(), act, showCards);
  $("card-fault").replaceChildren();
  $("told").dataset.empty = say().nothingTold;
  text($("language"), say().other);
  $("language").lang = language === "ja" ? "en" : "ja";
  $("cards").replaceChildren(...Object.keys(say().groups).flatMap(group));
  $("coins").replaceChildren(...COINS.map(coin));
  $("keys").replaceChildren(...KEYS.map(key));
  $("moves").replaceChildren(...Object.keys(say().moves).map(move));
  $("line").replaceChildren(lineSwitch());
  $("two").replaceChildren(...Object.keys(say().switch).map(oneSwitch));
  $("faults").replaceChildren(...Object.keys(FAULTS).filter((name) => !state || deviceOf(name)).map(faults));
  (inBus() ? $("faults") : $("card-fault")).append(cardFaults());
  // what is done otherwise where there are two units has the same title
  const ideas = say().ideas.map((idea) => (areTwo(state) && idea[0] === say().unitsIdea[0] ? say().unitsIdea : idea));
  $("idea-list").replaceChildren(...ideas.flatMap(([what, how]) => [make("dt", {}, what), make("dd", {}, how)]));
  $("tray").replaceChildren();
  if (state) show(state);
}

function group(name) {
  const some = cards.filter((one) => one.group === name);
  return some.length ? [make("li", { class: "group" }, say().groups[name]), ...some.map(card)] : [];
}

function card({ name, title, pin, about }) {
  const story = say().stories[name] ?? about;
  const words = [make("b", { lang: "ja" }, title), make("small", {}, story)];
  const number = pin ? [make("span", { class: "pin" }, `${say().pin} ${pin}`)] : [];
  const tap = () => inBus() && !isHeld();
  const lay = () => !isLying(state, name) && act("/card", { reader: chosen(), name, tap: tap(), fault: cardFault().value || null });
  const spoken = say().lay(title, story, pin);
  return make("li", {}, make("button", { "data-card": name, "aria-label": spoken, onclick: lay }, ...words, ...number));
}

function cardFault() {
  return document.querySelector('[data-device="card"]');
}

function isHeld() {
  return $("hold").getAttribute("aria-checked") === "true";
}

function cardFaults() {
  const options = Object.keys(say().cardFaults).map((name) => make("option", { value: name }, say().cardFaults[name]));
  const select = make("select", { "data-device": "card" }, ...options);
  select.addEventListener("change", () => lyingAt(state, chosen()).card && act("/card", { reader: chosen(), fault: select.value || null }));
  return make("label", {}, make("span", {}, say().card), select);
}

function coin(yen) {
  const attributes = { class: yen === 1000 ? "bill" : "coin", "data-yen": yen, "aria-label": say().coin(yen.toLocaleString()) };
  return make("button", { ...attributes, onclick: () => act("/cash", { yen }) }, yen === 1000 ? say().note(yen.toLocaleString()) : `${yen}`);
}

function key([name, sign = name]) {
  const button = make("button", { class: `key-${name}`, "data-key": name, onclick: () => press(name) }, sign);
  if (name in say().key) {
    const names = [say().touch[name], say().key[name]];
    button.setAttribute("aria-label", `${sign} ${names.join(" ")}`);
    button.append(make("small", {}, ...names.map((word) => make("span", {}, word))));
  }
  return button;
}

function oneSwitch(name) {
  return make("button", { "data-switch": name, onclick: () => act("/switch", { press: name }) }, say().switch[name]);
}

function move(name) {
  return make("button", { class: "plain", "data-move": name, onclick: () => moveClock(name) }, say().moves[name]);
}

function lineSwitch() {
  const cut = () => act("/network", { up: !state.line });
  const attributes = { role: "switch", "aria-checked": "false", "data-fault": "line", onclick: cut };
  return make("button", attributes, make("span", {}, say().line), make("i", { "aria-hidden": "true" }));
}

function faults(kind) {
  const names = ["", ...Object.keys(FAULTS[kind])];
  const select = make("select", { "data-device": kind }, ...names.map((name) => make("option", { value: name }, say().faults[name])));
  select.addEventListener("change", () => trouble(kind, select.value));
  const name = (areTwo(state) && say().unitFaults[kind]) || say().devices[kind];
  return make("label", {}, make("span", {}, name), select);
}

function listen() {
  const events = new EventSource("/events");
  events.onopen = () => (state.version = 0); // a terminal that was started anew counts anew
  events.onmessage = (event) => show(JSON.parse(event.data));
  events.onerror = () => notice(say().lost);
}

$("language").addEventListener("click", () => {
  language = language === "ja" ? "en" : "ja";
  localStorage.setItem("language", language);
  build();
});
$("remove").addEventListener("click", () => act("/card", { remove: true }));
$("take-money").addEventListener("click", () => act("/take/money", {}));
$("handset").addEventListener("click", () => act("/handset", { lifted: !state.handset.lifted }));
$("hold").addEventListener("click", () => $("hold").setAttribute("aria-checked", !isHeld()));
document.addEventListener("keydown", typed);
// a button that was clicked by hand does not keep Enter for itself
document.addEventListener("click", (event) => {
  if (event.detail > 0 && !event.target.closest("select")) document.activeElement?.blur();
});

async function start() {
  try {
    cards = await (await fetch("/cards")).json();
    state = await (await fetch("/state")).json();
  } catch {
    notice(say().lost);
    setTimeout(start, 1000);
    return;
  }
  $("notice").hidden = true;
  document.body.inert = false; // there is something to act on now
  build();
  listen();
}

setUp(act);
build();
start();
