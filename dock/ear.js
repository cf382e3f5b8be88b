// What is heard: captions of the handset and the loudspeaker, and the sound itself once somebody has asked for it.

import { $, make, text } from "/page.js";

const CHANNELS = ["handset", "speaker"];
const LINES = 60;
const playing = { handset: 0, speaker: 0 }; // the number of the last utterance that was put on
const waiting = { handset: [], speaker: [] }; // those that began while the one before was still being played here
let now; // the last state
let words;
let isOn = false;
let newest = 0;
let reading = Promise.resolve();
let clicks = 0;
let beeping;
let audio;

export function hear(state, say) {
  const fresh = JSON.stringify([now?.handset?.heard, now?.handset?.sounding, now?.handset?.cut]);
  now = state;
  words = say;
  showTitle();
  showBuzzer();
  if (!state.handset) return;
  CHANNELS.forEach(follow);
  click();
  if (fresh !== JSON.stringify([state.handset.heard, state.handset.sounding, state.handset.cut])) {
    reading = reading.then(read).catch(() => {}); // the next state reads again
  }
}

function showTitle() {
  const two = Boolean(now.handset);
  text($("told-title"), two ? words.heard : words.told);
  $("told").hidden = two;
  $("captions").hidden = !two;
  if (two) text($("voice"), `${now.handset.volume_db} dB ×${now.handset.speed}`);
  for (const channel of CHANNELS) list(channel).dataset.empty = words.nothingHeard[channel];
}

// The captions

const list = (channel) => $(`heard-${channel}`);

async function read() {
  if (now.handset.heard < newest) CHANNELS.forEach((channel) => list(channel).replaceChildren());
  const open = [...document.querySelectorAll("#captions .now")].map((line) => Number(line.dataset.number));
  const since = now.handset.heard < newest ? 0 : Math.min(newest, ...open.map((number) => number - 1));
  for (const line of await (await fetch(`/heard?since=${since}`)).json()) write(line);
}

function write(line) {
  newest = line.number;
  const lines = list(line.channel);
  const item = lines.querySelector(`[data-number="${line.number}"]`) ?? addLine(lines, line);
  item.classList.toggle("now", line.ended_s === null);
  item.classList.toggle("cut", line.cut);
  if (line.cut && !item.querySelector("em")) item.querySelector("p").append(" ", make("em", {}, words.cut));
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
  const { sounding, cut } = now.handset;
  if (!mayPlay(channel) || cut[channel] >= playing[channel]) hush(channel);
  tune(channel);
  const number = sounding[channel];
  if (!number || number === playing[channel] || !mayPlay(channel)) return;
  playing[channel] = number;
  waiting[channel].push(number);
  if (player(channel).paused) next(channel);
}

function next(channel) {
  const number = waiting[channel].shift();
  if (!number) return;
  player(channel).src = `/heard/${number}.wav`;
  tune(channel);
  player(channel).play().catch(() => {}); // it was hushed before it began
}

function hush(channel) {
  waiting[channel].length = 0;
  player(channel).pause();
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
    playing[channel] = 0;
    list(channel).ariaLive = isOn ? "off" : "polite"; // not from two mouths at once
  }
  if (now) hear(now, words);
});
for (const channel of CHANNELS) player(channel).addEventListener("ended", () => next(channel));
