// The list of those who can read, and whether the team's key signed it.
//
// Its form is the server's `referrals/vault/readers.py`: one line of JSON, under it an SSH signature. The key that must
// have signed stands in the page itself. Whatever is not exactly as it should be is refused.

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

const NAMESPACE = "amparo-readers@v1";
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;
const HEAD = "-----BEGIN SSH SIGNATURE-----\n";
const TAIL = "\n-----END SSH SIGNATURE-----\n";
const MAGIC = "SSHSIG";
const ascii = (text) => new TextEncoder().encode(text);

export class Refused extends Error {}

// The list, or Refused.
export function read(text, signer, now) {
  const end = text.indexOf("\n") + 1;
  const line = text.slice(0, end);
  if (!end || !signed(ascii(line), text.slice(end), signer)) throw new Refused("not signed by the team's key");
  const list = JSON.parse(line);
  const recipients = list.recipients;
  if (list.format !== 1 || !Array.isArray(recipients) || !recipients.length) throw new Refused("not a list");
  if (!recipients.every((one) => typeof one === "string" && RECIPIENT.test(one))) throw new Refused("a strange recipient");
  if (typeof list.roster !== "string" || !(list.until * 1000 > now)) throw new Refused("too old");
  return list;
}

function signed(message, armored, signer) {
  try {
    if (!armored.startsWith(HEAD) || !armored.endsWith(TAIL)) return false;
    const blob = bytesOf(armored.slice(HEAD.length, -TAIL.length).replaceAll("\n", ""));
    if (!same(blob.subarray(0, 10), join(ascii(MAGIC), [0, 0, 0, 1]))) return false;
    const [key, namespace, reserved, algorithm, signature] = strings(blob.subarray(10), 5);
    const [kind, raw] = strings(key, 2);
    const [signatureKind, value] = strings(signature, 2);
    const plain = same(kind, ascii("ssh-ed25519")) && same(signatureKind, ascii("ssh-ed25519"))
      && same(namespace, ascii(NAMESPACE)) && !reserved.length && same(algorithm, ascii("sha512"));
    if (!plain || !same(key, bytesOf(signer.split(" ")[1]))) return false;
    const about = join(ascii(MAGIC), string(namespace), string(reserved), string(algorithm), string(sha512(message)));
    return ed25519.verify(value, about, raw, { zip215: false });
  } catch {
    return false;
  }
}

function strings(blob, count) {
  const found = [];
  let at = 0;
  for (; count > 0; count -= 1) {
    const length = new DataView(blob.buffer, blob.byteOffset + at, 4).getUint32(0);
    if (at + 4 + length > blob.length) throw new RangeError();
    found.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  if (at !== blob.length) throw new RangeError();
  return found;
}

function string(raw) {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, raw.length);
  return join(length, raw);
}

function join(...pieces) {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function same(left, right) {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
