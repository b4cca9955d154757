// Talking to the simulator of this computer.
async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error || String(response.status));
  return body;
}

export const get = async (path, signal) => answer(await fetch(path, { signal, cache: "no-store" }));

export const post = async (path, body) => answer(await fetch(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
}));

export const act = (bot, chat, action, body = {}) => post(`/sim/chat/${encodeURIComponent(bot)}/${chat}/${action}`, body);

export async function fileUrl(file, mime) {
  const response = await fetch(`/sim/file/${encodeURIComponent(file)}`);
  return URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: mime || "application/octet-stream" }));
}

// Follows the simulator for ever: `changed` gets every state, first the whole, then what is new.
export async function follow(changed, lost) {
  let since = -1;
  for (;;) {
    try {
      const state = await get(`/sim/state?since=${since}&wait=25`);
      if (state.count < since) { since = -1; continue; }
      since = state.count;
      lost(false);
      changed(state);
    } catch (error) {
      lost(true);
      await new Promise((resume) => setTimeout(resume, 1000));
    }
  }
}

export async function base64Of(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += 32768) text += String.fromCharCode(...bytes.subarray(start, start + 32768));
  return btoa(text);
}
