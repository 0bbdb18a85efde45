import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

const { Payload: PayloadBytes } = proto.temporal.api.common.v1;
const SEALED = Buffer.from('binary/sealed');

/** Encrypts whole payloads with AES-256-GCM, as a codec of a real deployment would; what is not sealed it leaves alone. */
export function sealingCodec(key = randomBytes(32)): PayloadCodec {
  const seal = (payload: Payload): Payload => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = Buffer.concat([cipher.update(PayloadBytes.encode(payload).finish()), cipher.final()]);
    return { metadata: { encoding: SEALED }, data: Buffer.concat([nonce, cipher.getAuthTag(), sealed]) };
  };
  const open = (payload: Payload): Payload => {
    if (payload.data == null || !SEALED.equals(payload.metadata?.['encoding'] ?? Buffer.of())) return payload;
    const data = Buffer.from(payload.data);
    const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, 12)).setAuthTag(data.subarray(12, 28));
    return PayloadBytes.decode(Buffer.concat([decipher.update(data.subarray(28)), decipher.final()]));
  };
  return {
    encode: (payloads) => Promise.resolve(payloads.map(seal)),
    decode: (payloads) => Promise.resolve(payloads.map(open)),
  };
}
