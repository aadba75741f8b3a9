// The block of bytes from Python as numbers, and numbers as text. Python has a twin of `format`: explorer/formats.py.

const TYPES = { f4: Float32Array, u1: Uint8Array, u2: Uint16Array, i2: Int16Array, i4: Int32Array };
const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

// Returns three functions. `read`: (name, positions) -> the number, the list, or the list of lists that stands at that setting.
// `same`: (name, positions, others) -> whether two settings have the same there, without reading it out.
// `span`: name -> its least and its greatest number over all settings, and each value beyond numbers that occurs.
export function reader(index, view, lengths) {
  const buffer = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const arrays = {};
  for (const [name, how] of Object.entries(index)) {
    const size = product(how.shape);
    const count = size * product(how.dims.map((k) => lengths[k]));
    arrays[name] = { ...how, size, raw: new TYPES[how.type](buffer, how.at, count) };
  }
  const value = ({ scale, none, unbounded }, q) => {
    if (scale === undefined) return q;
    return q === none ? NaN : q === unbounded ? Infinity : q / scale;
  };
  const startOf = ({ dims, size }, positions) => dims.reduce((at, k) => at * lengths[k] + positions[k], 0) * size;
  const read = (name, positions) => {
    const array = arrays[name];
    const start = startOf(array, positions);
    const flat = Array.from(array.raw.subarray(start, start + array.size), (q) => value(array, q));
    if (array.shape.length === 0) return flat[0];
    if (array.shape.length === 1) return flat;
    const [rows, columns] = array.shape;
    return Array.from({ length: rows }, (_, k) => flat.slice(k * columns, (k + 1) * columns));
  };
  const same = (name, positions, others) => {
    const { raw, size } = arrays[name];
    const [one, two] = [startOf(arrays[name], positions), startOf(arrays[name], others)];
    if (one === two) return true;
    for (let k = 0; k < size; k += 1) if (!Object.is(raw[one + k], raw[two + k])) return false;
    return true;
  };
  const span = (name) => {
    const array = arrays[name];
    const values = Array.from(array.raw, (q) => value(array, q));
    const numbers = values.filter(Number.isFinite);
    const ends = numbers.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, -Infinity]);
    return [...(numbers.length ? ends : []), ...new Set(values.filter((one) => !Number.isFinite(one)))];
  };
  return { read, same, span };
}

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

export function format(value, pattern, words) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? words.none : words.unbounded;
  const [, sign, comma, digits, kind] = pattern.match(/^(\+?)(,?)\.(\d)([f%])$/);
  const fixed = Math.abs(kind === "%" ? value * 100 : value).toFixed(Number(digits));
  const [whole, rest] = fixed.split(".");
  const mark = Number(fixed) === 0 ? "" : value < 0 ? "\u2212" : sign;
  return `${mark}${comma ? grouped(whole) : whole}${rest ? `.${rest}` : ""}${kind === "%" ? "%" : ""}`;
}

// A tick of an axis: as many decimals as its step needs, in per cent where the axis is.
export function tick(value, step, pattern) {
  const percent = pattern.endsWith("%");
  const scaled = percent ? value * 100 : value;
  const digits = Math.max(0, -Math.floor(Math.log10((percent ? step * 100 : step) * 1.000001)));
  return format(scaled, `,.${Math.min(digits, 9)}f`) + (percent ? "%" : "");
}
