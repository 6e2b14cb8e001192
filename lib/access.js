// @ts-nocheck
'use strict';

/**
 * Made by scripts/generate-access.js: change that, not this. One class for each kind of memory and
 * number of axes, to be put between NDArray or Memmap and their instances.
 * All dims, strides and spans are below 2^31, so that positions stay small integers.
 * The way out of the usual path only throws: V8 then knows what `get` returns. Each function stays
 * below the 460 bytes of bytecode up to which V8 inlines.
 */

const { refusal, store } = require('./element');
const { decodeFloat16, encodeFloat16, decodeBfloat16, encodeBfloat16 } = require('./bits');

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

const bool = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at] !== 0;
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'boolean') data[at] = value ? 1 : 0;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at] !== 0;
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'boolean') data[at] = value ? 1 : 0;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at] !== 0;
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'boolean') data[at] = value ? 1 : 0;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at] !== 0;
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'boolean') data[at] = value ? 1 : 0;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const int8 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number' && value > -129 && value < 128) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number' && value > -129 && value < 128) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number' && value > -129 && value < 128) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number' && value > -129 && value < 128) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const int16 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number' && value > -32769 && value < 32768) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number' && value > -32769 && value < 32768) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number' && value > -32769 && value < 32768) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number' && value > -32769 && value < 32768) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const int32 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number' && value > -2147483649 && value < 2147483648)
              data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number' && value > -2147483649 && value < 2147483648)
              data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number' && value > -2147483649 && value < 2147483648)
              data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number' && value > -2147483649 && value < 2147483648)
              data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const int64 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'bigint' && value >= INT64_MIN && value <= INT64_MAX)
              data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'bigint' && value >= INT64_MIN && value <= INT64_MAX)
              data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'bigint' && value >= INT64_MIN && value <= INT64_MAX)
              data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'bigint' && value >= INT64_MIN && value <= INT64_MAX)
              data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const uint8 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 256) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 256) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 256) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 256) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const uint16 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 65536) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 65536) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 65536) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 65536) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const uint32 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 4294967296) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 4294967296) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 4294967296) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number' && value > -1 && value < 4294967296) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const uint64 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX) data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const float16 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const float16bits = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return decodeFloat16(data[at]);
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number') data[at] = encodeFloat16(value);
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return decodeFloat16(data[at]);
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number') data[at] = encodeFloat16(value);
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return decodeFloat16(data[at]);
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number') data[at] = encodeFloat16(value);
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return decodeFloat16(data[at]);
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number') data[at] = encodeFloat16(value);
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const bfloat16 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return decodeBfloat16(data[at]);
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number') data[at] = encodeBfloat16(value);
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return decodeBfloat16(data[at]);
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number') data[at] = encodeBfloat16(value);
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return decodeBfloat16(data[at]);
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number') data[at] = encodeBfloat16(value);
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return decodeBfloat16(data[at]);
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number') data[at] = encodeBfloat16(value);
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const float32 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const float64 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return data[at];
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            if (typeof value === 'number') data[at] = value;
            else store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const complex64 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return { re: data[at], im: data[at + 1] };
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return { re: data[at], im: data[at + 1] };
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return { re: data[at], im: data[at + 1] };
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return { re: data[at], im: data[at + 1] };
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

const complex128 = [
  null,
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
      }

      get(i0) {
        if (arguments.length === 1 && typeof i0 === 'number' && this._closed[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            const data = this._data;
            return { re: data[at], im: data[at + 1] };
          }
        }
        throw refusal(this, false, arguments.length, i0);
      }

      set(i0, value) {
        if (arguments.length === 2 && typeof i0 === 'number' && this._locked[0] === 0) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          if (p0 >>> 0 === p0 && p0 < this._d0) {
            const at = this._start + Math.imul(p0, this._s0);
            store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
      }

      get(i0, i1) {
        if (
          arguments.length === 2 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            const data = this._data;
            return { re: data[at], im: data[at + 1] };
          }
        }
        throw refusal(this, false, arguments.length, i0, i1);
      }

      set(i0, i1, value) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          if (p0 >>> 0 === p0 && p0 < this._d0 && p1 >>> 0 === p1 && p1 < this._d1) {
            const at = this._start + Math.imul(p0, this._s0) + Math.imul(p1, this._s1);
            store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
      }

      get(i0, i1, i2) {
        if (
          arguments.length === 3 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            const data = this._data;
            return { re: data[at], im: data[at + 1] };
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2);
      }

      set(i0, i1, i2, value) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2);
            store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2);
      }
    },
  (Base) =>
    class extends Base {
      constructor(source, dtype, codec, data, start, shape, strides, size) {
        super(source, dtype, codec, data, start, shape, strides, size);
        this._d0 = shape[0];
        this._s0 = strides[0];
        this._d1 = shape[1];
        this._s1 = strides[1];
        this._d2 = shape[2];
        this._s2 = strides[2];
        this._d3 = shape[3];
        this._s3 = strides[3];
      }

      get(i0, i1, i2, i3) {
        if (
          arguments.length === 4 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._closed[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            const data = this._data;
            return { re: data[at], im: data[at + 1] };
          }
        }
        throw refusal(this, false, arguments.length, i0, i1, i2, i3);
      }

      set(i0, i1, i2, i3, value) {
        if (
          arguments.length === 5 &&
          typeof i0 === 'number' &&
          typeof i1 === 'number' &&
          typeof i2 === 'number' &&
          typeof i3 === 'number' &&
          this._locked[0] === 0
        ) {
          const p0 = i0 < 0 ? i0 + this._d0 : i0;
          const p1 = i1 < 0 ? i1 + this._d1 : i1;
          const p2 = i2 < 0 ? i2 + this._d2 : i2;
          const p3 = i3 < 0 ? i3 + this._d3 : i3;
          if (
            p0 >>> 0 === p0 &&
            p0 < this._d0 &&
            p1 >>> 0 === p1 &&
            p1 < this._d1 &&
            p2 >>> 0 === p2 &&
            p2 < this._d2 &&
            p3 >>> 0 === p3 &&
            p3 < this._d3
          ) {
            const at =
              this._start +
              Math.imul(p0, this._s0) +
              Math.imul(p1, this._s1) +
              Math.imul(p2, this._s2) +
              Math.imul(p3, this._s3);
            store(this, at, value);
            return;
          }
        }
        throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
      }
    },
];

module.exports = {
  bool,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float16,
  float16bits,
  bfloat16,
  float32,
  float64,
  complex64,
  complex128,
};
