// Warns before an idle session ends, and keeps it alive while somebody works in the page.
// The server decides; this module only asks it, without counting as use.

const KEEP_EVERY = 60_000;
const ASK_EVERY = 15_000;

const dialog = document.getElementById("session-warning");

class SessionWatch {
  constructor(element) {
    this.dialog = element;
    this.url = element.dataset.url;
    this.signInUrl = element.dataset.signInUrl;
    this.warning = Number(element.dataset.warning) * 1000;
    this.clock = element.querySelector("[data-session-clock]");
    this.spoken = element.querySelector("[data-session-spoken]");
    this.token = element.querySelector("[name=csrfmiddlewaretoken]").value;
    this.input = 0;
    this.kept = Date.now();
    this.asked = Date.now();
    this.spokenMinute = null;
    this.read({ remaining: Number(element.dataset.remaining), ending: element.dataset.ending });
    for (const kind of ["keydown", "pointerdown", "input"]) {
      document.addEventListener(kind, () => this.noteInput(), { passive: true });
    }
    document.body.addEventListener("htmx:afterRequest", () => { this.asked = 0; });
    element.querySelector("[data-session-keep]").addEventListener("click", () => this.keep());
    element.addEventListener("cancel", (event) => { event.preventDefault(); this.keep(); });
    window.setInterval(() => this.tick(), 1000);
  }

  noteInput() {
    if (!this.dialog.open) this.input = Date.now();
  }

  read(state) {
    this.deadline = Date.now() + state.remaining * 1000;
    for (const part of this.dialog.querySelectorAll("[data-session-ending]")) {
      part.hidden = part.dataset.sessionEnding !== state.ending;
    }
    if (this.dialog.open && this.left() > this.warning) this.dialog.close();
  }

  left() {
    return this.deadline - Date.now();
  }

  async ask(method) {
    this.asked = Date.now();
    const headers = { Accept: "application/json" };
    if (method === "POST") headers["X-CSRFToken"] = this.token;
    else headers["X-Background"] = "1";
    try {
      const answer = await fetch(this.url, { method, headers, redirect: "manual" });
      if (answer.ok) this.read(await answer.json());
      else this.leave();
    } catch {
      // No network: the countdown goes on, and the server still ends the session in time.
    }
  }

  keep() {
    this.kept = Date.now();
    return this.ask("POST");
  }

  leave() {
    const next = window.location.pathname + window.location.search;
    window.location.assign(`${this.signInUrl}?next=${encodeURIComponent(next)}`);
  }

  tick() {
    const now = Date.now();
    if (this.input > this.kept && now - this.kept > KEEP_EVERY) this.keep();
    const left = this.left();
    if (left > this.warning) return;
    if (now - this.asked > ASK_EVERY || (left <= 0 && now - this.asked > 1000)) this.ask("GET");
    if (!this.dialog.open && left > 0) this.dialog.showModal();
    this.show(Math.max(0, Math.ceil(left / 1000)));
  }

  show(seconds) {
    const minutes = Math.floor(seconds / 60);
    this.clock.textContent = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
    const said = Math.ceil(seconds / 60);
    if (said !== this.spokenMinute) {
      this.spokenMinute = said;
      this.spoken.textContent = said === 1 ? "Less than a minute left." : `${said} minutes left.`;
    }
  }
}

if (dialog) new SessionWatch(dialog);
