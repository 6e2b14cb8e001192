// @ts-nocheck
'use strict';

/**
 * Made by scripts/generate-access.js: change that, not this. One class for each kind of memory and
 * number of axes, to be put between NDArray or Memmap and their instances.
 * The way out of the usual path only throws: V8 then knows what `get` returns.
 */

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/**
 * What it needs is handed in, and each family is made when it is first asked for: the text is long,
 * and few programs have use for more than two of them.
 */
module.exports = (imports) => {
  const { refusal, store } = imports;
  const { decodeFloat16, encodeFloat16, decodeBfloat16, encodeBfloat16 } = imports;
  const { find1, find2, find3, find4 } = imports;
  return {
    bool: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at] !== 0;
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at] !== 0;
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at] !== 0;
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at] !== 0;
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'boolean') data[at] = value ? 1 : 0;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    int8: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number' && value > -129 && value < 128) data[at] = value;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    int16: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number' && value > -32769 && value < 32768) data[at] = value;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    int32: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
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
    ],
    int64: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
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
    ],
    uint8: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number' && value > -1 && value < 256) data[at] = value;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    uint16: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number' && value > -1 && value < 65536) data[at] = value;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    uint32: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number' && value > -1 && value < 4294967296) data[at] = value;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    uint64: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX)
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX)
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX)
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'bigint' && value >= 0n && value <= UINT64_MAX)
                  data[at] = value;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    float16: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number') data[at] = value;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    float16bits: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return decodeFloat16(data[at]);
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return decodeFloat16(data[at]);
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return decodeFloat16(data[at]);
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return decodeFloat16(data[at]);
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number') data[at] = encodeFloat16(value);
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    bfloat16: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return decodeBfloat16(data[at]);
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return decodeBfloat16(data[at]);
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return decodeBfloat16(data[at]);
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return decodeBfloat16(data[at]);
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number') data[at] = encodeBfloat16(value);
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    float32: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number') data[at] = value;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    float64: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
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
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return data[at];
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                const data = this._data;
                if (typeof value === 'number') data[at] = value;
                else store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    complex64: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return { re: data[at], im: data[at + 1] };
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
                store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0);
          }
        },
      (Base) =>
        class extends Base {
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return { re: data[at], im: data[at + 1] };
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
                store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1);
          }
        },
      (Base) =>
        class extends Base {
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return { re: data[at], im: data[at + 1] };
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
                store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2);
          }
        },
      (Base) =>
        class extends Base {
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return { re: data[at], im: data[at + 1] };
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
    complex128: () => [
      null,
      (Base) =>
        class extends Base {
          get(i0) {
            if (arguments.length === 1) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return { re: data[at], im: data[at + 1] };
              }
            }
            throw refusal(this, false, arguments.length, i0);
          }

          set(i0, value) {
            if (arguments.length === 2) {
              const at = find1(this._place, i0);
              if (at >= 0 && this._locked[0] === 0) {
                store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0);
          }
        },
      (Base) =>
        class extends Base {
          get(i0, i1) {
            if (arguments.length === 2) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return { re: data[at], im: data[at + 1] };
              }
            }
            throw refusal(this, false, arguments.length, i0, i1);
          }

          set(i0, i1, value) {
            if (arguments.length === 3) {
              const at = find2(this._place, i0, i1);
              if (at >= 0 && this._locked[0] === 0) {
                store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1);
          }
        },
      (Base) =>
        class extends Base {
          get(i0, i1, i2) {
            if (arguments.length === 3) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return { re: data[at], im: data[at + 1] };
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2);
          }

          set(i0, i1, i2, value) {
            if (arguments.length === 4) {
              const at = find3(this._place, i0, i1, i2);
              if (at >= 0 && this._locked[0] === 0) {
                store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2);
          }
        },
      (Base) =>
        class extends Base {
          get(i0, i1, i2, i3) {
            if (arguments.length === 4) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._closed[0] === 0) {
                const data = this._data;
                return { re: data[at], im: data[at + 1] };
              }
            }
            throw refusal(this, false, arguments.length, i0, i1, i2, i3);
          }

          set(i0, i1, i2, i3, value) {
            if (arguments.length === 5) {
              const at = find4(this._place, i0, i1, i2, i3);
              if (at >= 0 && this._locked[0] === 0) {
                store(this, at, value);
                return;
              }
            }
            throw refusal(this, true, arguments.length - 1, i0, i1, i2, i3);
          }
        },
    ],
  };
};
