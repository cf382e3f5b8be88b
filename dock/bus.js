// A vehicle on the desk: the driver's screen and keys, lights and tones, and a strip of the trip with a hand on the bus.

import { isSounding } from "/ear.js";
import { Glass } from "/glass.js";
import { $, make, text } from "/page.js";

const LAMPS = { accept: "○", refuse: "×" };
const NEAR = 0.2; // of the way between two stops: there the bus stands at the stop
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
let act;
let say;
let state;
let counted = null; // signals that were played or came before this page
let built = ""; // what the driver's keys, and the stops, were made of
let strip = "";
let dragging = false;
let glass;

export function setUp(acting) {
  act = acting;
  glass = new Glass($("driver-glass"), "/driver.png", (at) => act("/touch", { ...at, screen: "driver" }));
  $("doors").addEventListener("click", () => act("/doors", { open: !state.vehicle.doors }));
  $("run").addEventListener("click", () => act("/run", { going: !state.vehicle.running }));
  $("next-stop").addEventListener("click", () => goTo(state.vehicle.sequence + 1));
  $("aloud").addEventListener("click", () => act("/press", { key: "again" }));
  $("hand").addEventListener("pointerdown", grab);
  $("hand").addEventListener("keydown", step);
}

export function pressDriver(key) {
  act("/press", { key, turn: state.driver.turn, screen: "driver" });
}

export function build(words) {
  say = words;
  built = strip = "";
  $("driver-glass").setAttribute("aria-label", say().driver);
}

export function showBus(next) {
  state = next;
  showAnswers();
  showDriver();
  showMap();
  glass.look();
}

// Lights and tones

function showAnswers() {
  const { last, count } = state.signals;
  for (const name of Object.keys(LAMPS)) {
    $(`lamp-${name}`).classList.toggle("lit", state.signals[name]);
    $(`lamp-${name}`).setAttribute("aria-label", `${say().lamps[name]} ${state.signals[name] ? say().lit : say().dark}`);
    text($(`lamp-${name}`), LAMPS[name]);
  }
  text($("signal"), last ? say().signals[last] : say().noSignal);
  text($("signal-count"), count ? `${count}` : "");
  if (counted !== null && count > counted && isSounding()) play(last);
  counted = count;
}

function play(signal) {
  $("play-tone").src = `/tones/${signal}.wav`;
  $("play-tone").play().catch(() => {}); // the next one came first
}

// The driver

function showDriver() {
  const { prompt, keys, told } = state.driver;
  text($("driver-asked"), [prompt?.text, told.at(-1)?.text].filter(Boolean).join(" ・ "));
  const made = JSON.stringify([prompt?.kind, prompt?.options, prompt?.verb, keys]);
  if (made === built) return;
  built = made;
  const had = $("driver-keys").contains(document.activeElement);
  $("driver-keys").replaceChildren(...driverKeys(prompt, keys));
  if (had) $("driver-keys").querySelector("button")?.focus();
}

function driverKeys(prompt, keys) {
  const options = (prompt?.options ?? []).map(({ key, text: word }) => driverKey(key, word));
  const digits = prompt?.kind === "EnterDigits" ? DIGITS.map((key) => driverKey(key, "")) : [];
  const others = ["ok", "back"].filter((key) => keys.includes(key) && prompt);
  return [...options, ...digits, ...others.map((key) => driverKey(key, (key === "ok" && prompt.verb) || say().key[key]))];
}

function driverKey(key, word) {
  const sign = { ok: "○", back: "←" }[key] ?? key;
  return make("button", { "data-driver-key": key, onclick: () => pressDriver(key) }, make("b", {}, sign), ` ${word}`);
}

// The strip of the trip

function showMap() {
  const { stops, number, headsign, stop, next_stop: next, sequence, doors, running } = state.vehicle;
  text($("map-title"), stops.length ? say().heading(number, headsign ?? "") : say().noTrip);
  text($("map-where"), stops.length ? say().at(stop, next) : "");
  const made = JSON.stringify(stops);
  if (made !== strip) $("stops").replaceChildren(...stops.map(stopOf));
  strip = made;
  for (const button of $("stops").querySelectorAll("button")) {
    const number = Number(button.dataset.stop);
    button.classList.toggle("gone", number < sequence);
    if (number === sequence) button.setAttribute("aria-current", "location");
    else button.removeAttribute("aria-current");
  }
  $("doors").setAttribute("aria-checked", Boolean(doors));
  $("run").setAttribute("aria-checked", running);
  $("run").disabled = !stops.length;
  $("next-stop").disabled = sequence >= stops.length;
  showHand();
}

function stopOf({ sequence, name, time }) {
  const attributes = { "data-stop": sequence, "aria-label": say().goTo(name, time), onclick: () => goTo(sequence) };
  return make("li", {}, make("button", attributes, make("time", {}, time), make("i"), make("span", { lang: "ja" }, name)));
}

function showHand() {
  const { stops, position } = state.vehicle;
  $("hand").hidden = !stops.length || !position;
  if ($("hand").hidden || dragging) return;
  const at = along(stops, position);
  put(at);
  const near = Math.round(at);
  $("hand").setAttribute("aria-valuemin", 1);
  $("hand").setAttribute("aria-valuemax", stops.length);
  $("hand").setAttribute("aria-valuenow", near + 1);
  $("hand").setAttribute("aria-valuetext", say().atStop(stops[near].name));
}

// where a position lies on the strip: 0 at the first stop, 1 at the second
function along(stops, { latitude, longitude }) {
  const narrow = Math.cos((latitude * Math.PI) / 180);
  let best = [Infinity, 0];
  for (let n = 0; n + 1 < stops.length; n += 1) {
    const [a, b] = [stops[n], stops[n + 1]];
    const [east, north] = [(b.longitude - a.longitude) * narrow, b.latitude - a.latitude];
    const [right, up] = [(longitude - a.longitude) * narrow, latitude - a.latitude];
    const share = Math.min(1, Math.max(0, (right * east + up * north) / (east * east + north * north || 1)));
    const off = Math.hypot(right - share * east, up - share * north);
    if (off < best[0]) best = [off, n + share];
  }
  return best[1];
}

function put(at) {
  $("hand").style.left = `${((at + 0.5) / state.vehicle.stops.length) * 100}%`;
}

function goTo(sequence) {
  const { stops } = state.vehicle;
  act("/position", { stop: Math.min(Math.max(sequence, 1), stops.length) });
}

function grab(event) {
  const { stops } = state.vehicle;
  const began = event.clientX;
  const place = ({ clientX }) => {
    const box = $("stops").getBoundingClientRect();
    return Math.min(Math.max(((clientX - box.left) / box.width) * stops.length - 0.5, 0), stops.length - 1);
  };
  const letGo = new AbortController(); // a listener that outlived its drag would end the next one too
  const during = (name, then) => $("hand").addEventListener(name, then, { signal: letGo.signal });
  const end = (over) => {
    dragging = false;
    letGo.abort();
    if (over.type === "pointerup" && Math.abs(over.clientX - began) > 4) drop(place(over));
    else showHand();
  };
  dragging = true;
  $("hand").setPointerCapture(event.pointerId);
  during("pointermove", (moved) => put(place(moved)));
  for (const name of ["pointerup", "pointercancel"]) during(name, end);
}

function drop(at) {
  const { stops } = state.vehicle;
  const near = Math.round(at);
  if (Math.abs(at - near) <= NEAR) return goTo(near + 1);
  const [a, b, share] = [stops[Math.floor(at)], stops[Math.ceil(at)], at - Math.floor(at)];
  const between = (name) => a[name] + (b[name] - a[name]) * share;
  return act("/position", { latitude: between("latitude"), longitude: between("longitude") });
}

function step(event) {
  const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  goTo(Number($("hand").getAttribute("aria-valuenow")) + by);
}
