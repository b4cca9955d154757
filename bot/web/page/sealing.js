// Locking: what was written becomes one age file that only the team's keys open. All of the page's cryptography that
// is not the signature's is here; the age format itself is the library's.
//
// What it seals has the form that `referrals/vault/sealing.py` gives every part: JSON that names its place, then spaces
// that hide its length.

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

const FLOOR = 4096;
const MAGIC = "age-encryption.org/v1\n-> X25519 ";
// Made by stock age: a browser whose arithmetic is wrong cannot open it.
const KNOWN = {
  identity: "AGE-SECRET-KEY-1MFN0M74C80R07YX3D49PYX48X7VAJQGMKSPYL6A76KNPRTTHEDMSD086D8",
  file: "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA1QUZnU2szWmw3YTNYbHFCdElyMGNFOWNySE5odTdlc1liUEQ1SnZM"
    + "SmlRCnNiRjhPUkhsSFJmOXVtcWNXMWFsQ0ZkZDNBUEtGWVVzNXFiZFVWSmFMTFEKLS0tIEZ1NmVwUG03U0lYd0VSNlh2RlE4"
    + "dmN1ZU1xVytxUGxCNHNTZEx2cEJuMDgKY1aQoORopmErsOZmqJwFc56PbBGVB2YijR71NPNXlvplCg91KPWY",
  content: "shelter",
};

// Whether this browser can lock. It locks and opens a text of its own, and opens one that was locked elsewhere.
export async function works() {
  try {
    if (!isSecureContext || !crypto.subtle) return false;
    const known = Uint8Array.from(atob(KNOWN.file), (letter) => letter.charCodeAt(0));
    if ((await open(known, KNOWN.identity)) !== KNOWN.content) return false;
    const [mine, other] = [await generateX25519Identity(), await generateX25519Identity()];
    const sealed = await seal(new TextEncoder().encode("a word"), [await identityToRecipient(mine)]);
    if ((await open(sealed, mine)) !== "a word") return false;
    return await open(sealed, other).then(() => false, () => true);
  } catch {
    return false;
  }
}

async function open(file, identity) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(file, "text");
}

// What was written, sealed for one place: `{case, part, roster}`.
export async function sealed(content, place, recipients) {
  const document = { format: 1, case: place.case, part: place.part, revision: 1, roster: place.roster, about: {},
    encoding: "json", content };
  return seal(spaced(JSON.stringify(document)), recipients);
}

async function seal(body, recipients) {
  const encrypter = new Encrypter();
  for (const one of recipients) encrypter.addRecipient(one);
  const file = await encrypter.encrypt(body);
  const head = new TextDecoder("latin1").decode(file.subarray(0, MAGIC.length));
  if (head !== MAGIC || file.length < body.length) throw new Error("this is not sealed");
  return file;
}

function spaced(text) {
  const body = new TextEncoder().encode(text);
  const whole = new Uint8Array(padme(Math.max(FLOOR, body.length))).fill(32);
  whole.set(body);
  body.fill(0);
  return whole;
}

// As `envelope.padme`: a length that tells only about log2(log2(length)) bits.
function padme(length) {
  const exponent = Math.floor(Math.log2(length));
  const step = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
  return Math.ceil(length / step) * step;
}

export async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 24573) text += btoa(String.fromCharCode(...bytes.subarray(at, at + 24573)));
  return text;
}
