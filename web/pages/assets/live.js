// follow keeps the live connection: a websocket that resumes with the last
// number seen, backs off with jitter, and falls back to server-sent events where
// sockets do not get through.
export function follow({ fair, after, board, onItem, onBoard, onState }) {
  let last = after;
  let tries = 0;
  let opened = false;
  let stopped = false;
  let lostTimer;

  const query = () => `fair=${fair}&after=${last}${board ? "&board=1" : ""}`;

  function receive(text) {
    const frame = JSON.parse(text);
    if (frame.type === "item") {
      if (frame.item.number <= last) return;
      last = frame.item.number;
      onItem(frame.item);
    } else if (frame.type === "board" || frame.type === "reload") {
      onBoard(frame);
    }
  }

  function good() {
    tries = 0;
    clearTimeout(lostTimer);
    lostTimer = undefined;
    onState("open");
  }

  function again(connect) {
    if (stopped) return;
    lostTimer ??= setTimeout(() => onState("lost"), 4000);
    const wait = Math.min(30000, 500 * 2 ** Math.min(tries++, 6)) * (0.5 + Math.random());
    setTimeout(connect, wait);
  }

  function socket() {
    const ws = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/live?${query()}`);
    ws.onopen = () => {
      opened = true;
      good();
    };
    ws.onmessage = (e) => receive(e.data);
    ws.onclose = (e) => {
      if (e.code >= 4500 && e.code < 5000) return; // told not to come back
      again(!opened && tries >= 2 ? events : socket);
    };
  }

  function events() {
    const source = new EventSource(`/api/v1/live/events?${query()}`);
    source.onopen = good;
    source.onmessage = (e) => receive(e.data);
    for (const type of ["item", "board", "reload"]) source.addEventListener(type, (e) => receive(e.data));
    source.onerror = () => {
      source.close();
      again(events);
    };
  }

  addEventListener("pagehide", () => (stopped = true));
  addEventListener("pageshow", (e) => {
    if (!e.persisted) return;
    stopped = false;
    socket();
  });
  socket();
}
