// The line to the server: two requests and no other. The first shows the link and brings whom to lock for, the second
// brings what is locked. What is written never comes near this file before it is sealed.

import { token } from "./words.js";

const WAIT = 30_000; // a request that has moved nothing for so long has failed
let page = "";

function letters(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

// Answers with {status, body}; status 0 is a line that failed.
function post(path, headers, body, progress) {
  return new Promise((answered) => {
    const request = new XMLHttpRequest();
    let timer;
    const wait = () => { clearTimeout(timer); timer = setTimeout(() => request.abort(), WAIT); };
    const end = () => { clearTimeout(timer); answered({ status: request.status, body: request.responseText }); };
    request.open("POST", path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => { wait(); progress(event.loaded / event.total); };
    request.onprogress = wait;
    request.onloadend = end;
    wait();
    request.send(body);
  });
}

// A second showing of one link by this same page is answered like the first; by another page it is refused.
export function open() {
  page ||= letters(crypto.getRandomValues(new Uint8Array(24)));
  return post("open", { "Content-Type": "application/json" }, JSON.stringify({ token, page }), () => {});
}

export function send(file, progress) {
  return post("part", { "Content-Type": "application/octet-stream", "X-Page": page }, file, progress);
}
