// The numbers of a case, as they travel in a page: differences along one axis, bytes of one weight together, deflated.
// Python has the other half: sphinx_ext/case_numbers.py.

const INTEGERS = { f4: Int32Array, u1: Uint8Array, u2: Uint16Array, i2: Int16Array, i4: Int32Array };
const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k += 1) bytes[k] = text.charCodeAt(k);
  return bytes;
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Puts the bytes of each number side by side again.
function gather(bytes, size) {
  const count = bytes.length / size;
  const out = new Uint8Array(bytes.length);
  for (let plane = 0; plane < size; plane += 1) {
    for (let k = 0; k < count; k += 1) out[k * size + plane] = bytes[plane * count + k];
  }
  return out;
}

// Adds up the differences; integers run over as they did when the differences were taken.
function sum(numbers, shape, axis) {
  const stride = product(shape.slice(axis + 1));
  const run = stride * shape[axis];
  for (let start = 0; start < numbers.length; start += run) {
    for (let k = start + stride; k < start + run; k += 1) numbers[k] += numbers[k - stride];
  }
}

// Returns the block of bytes that Python packed, as a view.
export async function unpack({ data, packing }, { arrays, controls }) {
  const raw = bytesOf(data);
  if (!packing) return new DataView(raw.buffer);
  const block = await inflate(raw);
  for (const [name, { planes, axis }] of Object.entries(packing)) {
    const { at, type, dims, shape } = arrays[name];
    const whole = [...dims.map((k) => controls[k].texts.length), ...shape];
    const Numbers = INTEGERS[type];
    const size = Numbers.BYTES_PER_ELEMENT;
    const bytes = block.subarray(at, at + product(whole) * size);
    if (planes) bytes.set(gather(bytes, size));
    if (axis !== null) sum(new Numbers(block.buffer, at, product(whole)), whole, axis);
  }
  return new DataView(block.buffer);
}
