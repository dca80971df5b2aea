/**
 * Writes protocol-buffer wire format: varints, fixed 32-bit floats, length-delimited fields. Just what ONNX's
 * messages need; it knows no ONNX. Source: protobuf.dev/programming-guides/encoding.
 */

/** Collects fields of one message; `finish` joins them. Byte fields are referred to until then, not copied. */
export class MessageWriter {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  /** An int32/int64/enum field (negative numbers as 64-bit two's complement). */
  integer(field: number, value: number): void {
    this.push(varint(field * 8));
    this.push(varint(value));
  }

  float(field: number, value: number): void {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.push(varint(field * 8 + 5));
    this.push(bytes);
  }

  bytes(field: number, value: Uint8Array): void {
    this.push(varint(field * 8 + 2));
    this.push(varint(value.byteLength));
    this.push(value);
  }

  string(field: number, value: string): void {
    this.bytes(field, new TextEncoder().encode(value));
  }

  /** A nested message written by `body`. */
  message(field: number, body: (writer: MessageWriter) => void): void {
    const inner = new MessageWriter();
    body(inner);
    this.push(varint(field * 8 + 2));
    this.push(varint(inner.length));
    for (const chunk of inner.chunks) this.push(chunk);
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      result.set(chunk, at);
      at += chunk.byteLength;
    }
    return result;
  }

  private push(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.length += chunk.byteLength;
  }
}

function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value)) throw new RangeError(`varint: expected a safe integer, got ${value}`);
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
