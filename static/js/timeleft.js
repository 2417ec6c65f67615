/* Countdown of data-due elements, once a minute; the words are the server's. */
const MINUTE = 60;

function words(seconds) {
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours < 24) return rest ? `${hours} h ${rest} min` : `${hours} h`;
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${hours / 24} d`;
}

function tick() {
  document.querySelectorAll("[data-due]").forEach((element) => {
    const left = (Date.parse(element.dataset.due) - Date.now()) / 1000;
    element.textContent = left < 0 ? `${words(-left)} overdue` : `${words(left)} left`;
    element.classList.toggle("is-late", left < 0);
    element.classList.toggle("is-soon", left >= 0 && left < 4 * 60 * MINUTE);
    element.classList.toggle("is-fine", left >= 4 * 60 * MINUTE);
  });
}

window.setInterval(tick, MINUTE * 1000);
