// Enhances pages that work without it: keeps the live connection, swaps parts
// that the server draws, and spares a few taps.
import { follow } from "./live.js";

const body = document.body;

// swap asks the server for a part of this page and puts it in place.
export async function swap(name, { url = location.href, options = {} } = {}) {
  const target = document.querySelector(`[data-frag="${name}"]`);
  if (!target) return false;
  const answer = await fetch(url, { ...options, headers: { "X-Fragment": name }, credentials: "same-origin" });
  if (!answer.ok && answer.status !== 422 && answer.status !== 503) return false;
  const html = await answer.text();
  if (html.includes("<!doctype")) return false; // signed out, or the page has gone
  const before = new Map([...target.querySelectorAll("[data-place]")].map((row) => [row.dataset.place, [...row.querySelectorAll("[data-cell]")].map((c) => c.dataset.cell)]));
  target.innerHTML = html;
  for (const row of target.querySelectorAll("[data-place]")) {
    const was = before.get(row.dataset.place);
    row.querySelectorAll("[data-cell]").forEach((cell, i) => {
      if (was && was[i] !== cell.dataset.cell) cell.classList.add("fresh");
    });
  }
  return true;
}

// typing tells whether a reader is filling in a form that a swap would take away.
function typing(name) {
  const part = document.querySelector(`[data-frag="${name}"]`);
  const at = document.activeElement;
  return part && (part.querySelector("details[open] form, form[data-begun]") || (at && part.contains(at) && at.matches("input, textarea, select")));
}

addEventListener("input", (e) => e.target.form && (e.target.form.dataset.begun = "1"));

let pending;
function refresh() {
  clearTimeout(pending);
  pending = setTimeout(() => {
    for (const name of ["inbox", "today", "agenda", "meeting", "board"]) if (!typing(name)) swap(name);
  }, 250);
}

function bump() {
  if (body.dataset.tab === "inbox") return;
  const tab = document.querySelector('.tabs [data-tab="inbox"]');
  if (!tab) return;
  let count = tab.querySelector(".count");
  if (!count) {
    count = document.createElement("b");
    count.className = "count";
    count.textContent = "0";
    tab.append(count);
  }
  const n = parseInt(count.textContent, 10) + 1;
  count.textContent = n > 9 ? "9+" : String(n);
}

async function toast(number) {
  const answer = await fetch(`${body.dataset.path}/news/${number}`, { headers: { "X-Fragment": "toast" }, credentials: "same-origin" });
  if (!answer.ok) return;
  const html = await answer.text();
  if (!html.includes('class="toast"')) return;
  const room = document.getElementById("toasts");
  room.insertAdjacentHTML("beforeend", html);
  const last = room.lastElementChild;
  while (room.children.length > 3) room.firstElementChild.remove();
  setTimeout(() => last.remove(), 12000);
}

if (body.dataset.fair) {
  const lost = document.getElementById("link");
  follow({
    fair: body.dataset.fair,
    after: Number(body.dataset.after),
    board: Boolean(body.dataset.board),
    onItem(item) {
      if (!item.own && (item.meeting || item.finds)) {
        toast(item.number);
        bump();
      }
      refresh();
    },
    onBoard: refresh,
    onState(state) {
      lost.hidden = state !== "lost";
    },
  });
}

// Search: results follow the typing; the address keeps up, the field keeps the focus.
const search = document.querySelector("[data-search]");
if (search) {
  let timer;
  let turn = 0;
  const go = () => {
    const q = new URLSearchParams();
    for (const [k, v] of new FormData(search)) if (v !== "") q.append(k, v);
    const url = `${search.action}?${q}`;
    const mine = ++turn;
    const open = search.querySelector("details.facets")?.open;
    swap(search.dataset.search, { url }).then((done) => {
      if (!done || mine !== turn) return;
      history.replaceState(null, "", url);
      if (open) search.querySelector("details.facets").open = true;
    });
  };
  search.addEventListener("input", (e) => {
    if (!e.target.matches('input[type="search"], .ranges input')) return;
    clearTimeout(timer);
    timer = setTimeout(go, 220);
  });
  search.addEventListener("change", (e) => {
    if (e.target.matches('.facets input[type="checkbox"], .facets input[type="radio"], select')) go();
  });
}

// Editor: what the words are understood as, while they are typed.
const editor = document.querySelector("form[data-check]");
if (editor) {
  let timer;
  editor.addEventListener("input", (e) => {
    if (e.target.type === "file" || e.target.name === "code") return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const data = new FormData(editor);
      data.delete("upload");
      data.set("do", "check");
      swap(editor.dataset.check, { options: { method: "POST", body: data } });
    }, 400);
  });
}

// A form is sent once, however often the button is tapped.
addEventListener("submit", (e) => {
  if (e.defaultPrevented || e.target.method === "get") return;
  setTimeout(() => e.target.querySelectorAll("button").forEach((b) => (b.disabled = true)));
});
addEventListener("pageshow", () => document.querySelectorAll("button:disabled").forEach((b) => (b.disabled = false)));

for (const b of document.querySelectorAll("[data-print]")) {
  b.hidden = false;
  b.addEventListener("click", () => print());
}
for (const b of document.querySelectorAll("[data-copy]")) {
  b.hidden = !navigator.clipboard;
  b.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(b.dataset.copy).value);
    b.textContent = b.dataset.done;
  });
}
document.querySelector(".problem")?.focus();
