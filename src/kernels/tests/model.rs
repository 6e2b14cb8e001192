//! What the kernels should do, one number at a time, by other means than theirs.
//! Native means little-endian here.

use crate::scalar::Scalar;

/// A number, exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Integer(i128),
    Float(f64),
    Complex(f64, f64),
}

/// The number that native bytes stand for.
pub fn decode(scalar: Scalar, bytes: &[u8]) -> Value {
    let bits = |part: &[u8]| {
        let mut all = [0; 16];
        all[..part.len()].copy_from_slice(part);
        u128::from_le_bytes(all)
    };
    let unsigned = bits(bytes);
    let signed = |width: u32| ((unsigned as i128) << (128 - width)) >> (128 - width);
    let half = bytes.len() / 2;
    match scalar {
        Scalar::Bool => Value::Integer((unsigned != 0).into()),
        Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64 => {
            Value::Integer(signed(8 * bytes.len() as u32))
        }
        Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 => Value::Integer(unsigned as i128),
        Scalar::F16 => Value::Float(small_float(unsigned as u16, 5)),
        Scalar::BF16 => Value::Float(small_float(unsigned as u16, 8)),
        Scalar::F32 => Value::Float(f32::from_bits(unsigned as u32).into()),
        Scalar::F64 => Value::Float(f64::from_bits(unsigned as u64)),
        Scalar::C64 | Scalar::C128 => {
            let part = |part: &[u8]| match part.len() {
                4 => f32::from_le_bytes(part.try_into().unwrap()).into(),
                _ => f64::from_le_bytes(part.try_into().unwrap()),
            };
            Value::Complex(part(&bytes[..half]), part(&bytes[half..]))
        }
    }
}

/// The native bytes of the number after NumPy's conversion to `scalar`.
pub fn encode(value: Value, scalar: Scalar) -> Vec<u8> {
    let real = match value {
        Value::Complex(re, _) => Value::Float(re),
        other => other,
    };
    let to_f64 = || match real {
        Value::Integer(i) => i as f64,
        Value::Float(x) | Value::Complex(x, _) => x,
    };
    let to_f32 = || match real {
        Value::Integer(i) => i as f32,
        _ => to_f64() as f32,
    };
    let bits: u64 = match scalar {
        Scalar::Bool => match value {
            Value::Integer(i) => (i != 0).into(),
            Value::Float(x) => (x != 0.0).into(),
            Value::Complex(re, im) => (re != 0.0 || im != 0.0).into(),
        },
        Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::U8 | Scalar::U16 => integer(real, 32),
        Scalar::I64 | Scalar::U32 => integer(real, 64),
        Scalar::U64 => match real {
            Value::Float(x) if x >= 2f64.powi(63) => {
                integer(Value::Float(x - 2f64.powi(63)), 64) ^ 1 << 63
            }
            _ => integer(real, 64),
        },
        Scalar::F16 => match real {
            Value::Integer(_) => nearest(to_f32().into(), 5).into(),
            _ => nearest(to_f64(), 5).into(),
        },
        Scalar::BF16 => nearest(to_f32().into(), 8).into(),
        Scalar::F32 => to_f32().to_bits().into(),
        Scalar::F64 => to_f64().to_bits(),
        Scalar::C64 | Scalar::C128 => {
            let part = if scalar == Scalar::C64 {
                Scalar::F32
            } else {
                Scalar::F64
            };
            let im = match value {
                Value::Complex(_, im) => im,
                _ => 0.0,
            };
            return [encode(real, part), encode(Value::Float(im), part)].concat();
        }
    };
    bits.to_le_bytes()[..scalar.itemsize()].to_vec()
}

/// Whether native bytes are the same number; all NaNs are.
pub fn same(scalar: Scalar, a: &[u8], b: &[u8]) -> bool {
    let is_nan = |bytes| match decode(scalar, bytes) {
        Value::Float(x) => (x.is_nan(), false),
        Value::Complex(re, im) => (re.is_nan(), im.is_nan()),
        Value::Integer(_) => (false, false),
    };
    let half = a.len() / 2;
    match (is_nan(a), is_nan(b)) {
        (x, y) if x != y => false,
        ((false, false), _) => a == b,
        ((true, false), _) => !is_complex(scalar) || a[half..] == b[half..],
        ((false, true), _) => a[..half] == b[..half],
        ((true, true), _) => true,
    }
}

fn is_complex(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::C64 | Scalar::C128)
}

/// The bytes of a number in the other order, component by component.
pub fn swap(scalar: Scalar, bytes: &[u8]) -> Vec<u8> {
    let component = bytes.len() / if is_complex(scalar) { 2 } else { 1 };
    let parts = bytes.chunks(component);
    parts.flat_map(|part| part.iter().rev().copied()).collect()
}

/// The 16-bit float with so many exponent bits, from its definition.
fn small_float(bits: u16, exponent_bits: u32) -> f64 {
    let mantissa_bits = 15 - exponent_bits;
    let bias = (1 << (exponent_bits - 1)) - 1;
    let mantissa = f64::from(bits & ((1 << mantissa_bits) - 1));
    let exponent = i32::from((bits & 0x7fff) >> mantissa_bits);
    let one = 2f64.powi(mantissa_bits as i32);
    let magnitude = if exponent == (1 << exponent_bits) - 1 {
        if mantissa == 0.0 {
            f64::INFINITY
        } else {
            f64::NAN
        }
    } else if exponent == 0 {
        mantissa / one * 2f64.powi(1 - bias)
    } else {
        (1.0 + mantissa / one) * 2f64.powi(exponent - bias)
    };
    if bits >> 15 == 1 {
        -magnitude
    } else {
        magnitude
    }
}

/// The 16-bit float next to a number, by looking for its neighbours; ties go to the even one.
fn nearest(x: f64, exponent_bits: u32) -> u16 {
    let mantissa_bits = 15 - exponent_bits;
    let infinity = ((1u16 << exponent_bits) - 1) << mantissa_bits;
    let sign = if x.is_sign_negative() { 0x8000 } else { 0 };
    if x.is_nan() {
        return sign | infinity | 1 << (mantissa_bits - 1);
    }
    // Infinity stands where the next number would.
    let at = |bits: u16| match bits {
        bits if bits == infinity => 2f64.powi(1 << (exponent_bits - 1)),
        bits => small_float(bits, exponent_bits),
    };
    let (mut low, mut high) = (0, infinity);
    if x.abs() >= at(infinity) {
        return sign | infinity;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if at(middle) <= x.abs() {
            low = middle;
        } else {
            high = middle;
        }
    }
    let (below, above) = (x.abs() - at(low), at(high) - x.abs());
    let up = above < below || above == below && high % 2 == 0;
    sign | if up { high } else { low }
}

/// The low 64 bits of a number that x86-64 made an integer of so many bits.
fn integer(value: Value, width: u32) -> u64 {
    match value {
        Value::Integer(i) => i as u64,
        Value::Float(x) | Value::Complex(x, _) => {
            let limit = 2f64.powi(width as i32 - 1);
            let inside = (-limit..limit).contains(&x.trunc());
            (if inside { x.trunc() } else { -limit }) as i128 as u64
        }
    }
}
