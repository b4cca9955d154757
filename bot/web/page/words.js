// The page's words, put into it by the server as data, and which language of them this person reads.

const all = JSON.parse(document.getElementById("words").textContent);

// What stands behind # never leaves the phone. Telegram may add its own launch data there; of that nothing is read
// but that it is there.
const address = new URLSearchParams(location.hash.slice(1));
const wanted = [address.get("l"), ...(navigator.languages || [])].map((one) => (one || "").slice(0, 2));

export const token = address.get("t") || "";
export const noFile = address.get("f") === "0";
export const inTelegram = address.has("tgWebAppVersion");
export const language = wanted.find((one) => Object.hasOwn(all, one)) || Object.keys(all)[0];

export function say(name, values = {}) {
  return all[language][name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

document.documentElement.lang = language;
document.documentElement.dir = all[language].direction;
