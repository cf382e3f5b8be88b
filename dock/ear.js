// What is heard: captions of the handset and the loudspeaker, and the sound itself once somebody has asked for it.

import { $, make, text } from "/page.js";

const CHANNELS = ["handset", "speaker"];
const LINES = 60;
const lists = { handset: [], speaker: [] }; // what is still to be played here: { number, part, parts, over }
const last = { handset: 0, speaker: 0 }; // the last utterance that was put there
let now; // the last state
let words;
let isOn = false;
let newest = 0; // the last utterance that was read
let reading = Promise.resolve();
let clicks = 0;
let beeping;
let audio;

export const isSounding = () => isOn;

export function hear(state, say) {
  const changed = state.handset?.changes !== now?.handset?.changes;
  now = state;
  words = say;
  showTitle();
  showBuzzer();
  if (!state.handset) return;
  CHANNELS.forEach(follow);
  click();
  if (changed) readAgain();
}

function showTitle() {
  const two = typeof now.handset?.lifted === "boolean"; // a vehicle has a loudspeaker alone
  text($("told-title"), now.handset ? words.heard : words.told);
  $("told").hidden = Boolean(now.handset);
  $("captions").hidden = !now.handset;
  $("private").hidden = !two;
  if (two) text($("voice"), now.handset.ear === "broken" ? words.broken : `${now.handset.volume_db} dB ×${now.handset.speed}`);
  for (const channel of CHANNELS) list(channel).dataset.empty = words.nothingHeard[channel];
}

// The captions

const list = (channel) => $(`heard-${channel}`);

function readAgain() {
  reading = reading.then(read).catch(() => {}); // the next state reads again
}

async function read() {
  if (now.handset.heard < newest) beginAnew();
  const open = [...document.querySelectorAll("#captions .now")].map((line) => Number(line.dataset.number));
  const since = Math.min(newest, ...open.map((number) => number - 1));
  for (const line of await (await fetch(`/heard?since=${since}`)).json()) write(line);
}

// a terminal that was started anew counts anew
function beginAnew() {
  newest = last.handset = last.speaker = 0;
  CHANNELS.forEach((channel) => list(channel).replaceChildren());
}

function write(line) {
  newest = Math.max(newest, line.number);
  const lines = list(line.channel);
  const item = lines.querySelector(`[data-number="${line.number}"]`) ?? addLine(lines, line);
  item.classList.toggle("now", line.ended_s === null);
  item.classList.toggle("cut", line.cut);
  put(line);
  if (line.cut && !item.querySelector("em")) item.querySelector("p").append(" ", make("em", { "data-word": "cut" }, words.cut));
}

function addLine(lines, { number, at, text: said, language }) {
  const spoken = make("p", { lang: language.replace("-easy", "") }, said);
  const item = make("li", { "data-number": number }, make("time", {}, at), spoken);
  lines.append(item);
  while (lines.children.length > LINES) lines.firstElementChild.remove();
  requestAnimationFrame(() => (lines.scrollTop = lines.scrollHeight));
  return item;
}

// The sound: one element for each channel, so that both can be heard at once as at the terminal

const player = (channel) => $(`play-${channel}`);
const mayPlay = (channel) => isOn && (channel === "speaker" || now.handset.lifted);

function follow(channel) {
  const rest = lists[channel].filter((one) => mayPlay(channel) && one.number > now.handset.cut[channel]);
  if (rest[0] !== lists[channel][0]) player(channel).pause();
  lists[channel] = rest;
  tune(channel);
  play(channel);
}

// a sentence is played as soon as it is known: what follows it may still be being spoken
function put({ channel, number, parts, whole, ended_s: ended, cut }) {
  const known = lists[channel].find((one) => one.number === number);
  const over = whole || ended !== null;
  if (known) Object.assign(known, { parts, over });
  else if (mayPlay(channel) && !cut && number > last[channel]) lists[channel].push({ number, part: 0, parts, over });
  last[channel] = Math.max(last[channel], number); // what began unheard stays so
  play(channel);
}

function play(channel) {
  if (!player(channel).paused) return;
  const rest = lists[channel];
  while (rest[0]?.over && rest[0].part === rest[0].parts) rest.shift();
  if (!rest[0] || rest[0].part === rest[0].parts) return;
  player(channel).src = `/heard/${rest[0].number}.wav?part=${++rest[0].part}`;
  tune(channel);
  player(channel).play().catch(() => {}); // it was hushed before it began
}

// a page cannot be as loud as a handset: its steps of volume are smaller, but they are heard
function tune(channel) {
  const { volume_db: volume, speed } = now.handset;
  player(channel).defaultPlaybackRate = player(channel).playbackRate = channel === "handset" ? speed : 1;
  player(channel).volume = channel === "handset" ? Math.min(1, 10 ** ((volume - 84) / 60)) : 0.6;
}

function click() {
  if (isOn && now.clicks > clicks) tone(1200, 0.012);
  clicks = now.clicks;
}

// the alarm of a real terminal, soft
function showBuzzer() {
  $("buzzer").hidden = !now.buzzer;
  if (!now.buzzer || !isOn) beeping = clearInterval(beeping);
  else beeping ??= setInterval(() => tone(880, 0.4), 1000);
}

function tone(hertz, seconds) {
  audio ??= new AudioContext();
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = hertz;
  volume.gain.value = 0.05;
  source.connect(volume).connect(audio.destination);
  source.start();
  source.stop(audio.currentTime + seconds);
}

// off until somebody asks for it: browsers refuse a page that sounds by itself, and so would a neighbour
$("sound").addEventListener("click", () => {
  isOn = !isOn;
  $("sound").setAttribute("aria-checked", isOn);
  for (const channel of CHANNELS) {
    player(channel).muted = !isOn;
    list(channel).ariaLive = isOn ? "off" : "polite"; // not from two mouths at once
  }
  hear(now, words);
  if (!now.handset) return;
  // what sounds now is read again, to be played
  newest = last.handset = last.speaker = Math.min(newest, ...Object.values(now.handset.sounding).map((one) => (one ?? newest + 1) - 1));
  readAgain();
});
for (const channel of CHANNELS) player(channel).addEventListener("ended", () => play(channel));
