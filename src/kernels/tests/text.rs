//! Strings of either width, length and byte order.

use super::arrays::Array;
use crate::kernels::{Element, KernelError, Strided, check_assign, convert};
use crate::scalar::Scalar;
use crate::testing::Random;

fn text(width: usize, length: usize, swapped: bool) -> Element {
    Element::Text {
        width,
        length,
        swapped,
    }
}

/// The characters of an element.
fn characters(element: Element, bytes: &[u8]) -> Vec<u32> {
    let Element::Text { width, swapped, .. } = element else {
        panic!("{element:?} is no text");
    };
    let parts = bytes.chunks(width);
    parts
        .map(|part| match <[u8; 4]>::try_from(part) {
            Ok(four) if swapped => u32::from_be_bytes(four),
            Ok(four) => u32::from_le_bytes(four),
            Err(_) => part[0].into(),
        })
        .collect()
}

/// Writes a string of `used` random characters below `limit`.
fn write(random: &mut Random, array: &mut Array, offset: usize, used: usize, limit: u64) {
    let Element::Text {
        width,
        length,
        swapped,
    } = array.element
    else {
        panic!("no text");
    };
    for i in 0..length {
        let code = if i < used {
            1 + random.below(limit - 1) as u32
        } else {
            0
        };
        let mut bytes = code.to_le_bytes();
        if swapped {
            bytes.reverse();
        }
        let at = offset + i * width;
        let bytes = if width == 1 {
            vec![code as u8]
        } else {
            bytes.to_vec()
        };
        array.memory[at..at + width].copy_from_slice(&bytes);
    }
}

#[test]
fn strings_are_padded_cut_widened_and_swapped() {
    let mut random = Random::new(6);
    for i in 0..if cfg!(miri) { 20 } else { 600 } {
        let mut any = || {
            let width = if random.below(2) == 0 { 1 } else { 4 };
            text(width, 1 + random.below(9) as usize, random.below(2) == 1)
        };
        let (to, from) = (any(), any());
        let shape = [random.below(4) as usize, 1 + random.below(40) as usize];
        let before = Array::random(&mut random, &shape, to, false);
        let mut src = Array::random(&mut random, &shape, from, true);
        for offset in src.offsets() {
            let used = random.below(10) as usize;
            write(&mut random, &mut src, offset, used, 256);
        }
        let mut dst = before.clone();
        // SAFETY: both views lie in their arrays' memory.
        unsafe { convert(&dst.view(), &src.view(), 1 + i % 2).unwrap() };
        let mut rest = before.clone();
        for (offset, source) in dst.offsets().into_iter().zip(src.offsets()) {
            let got = characters(to, dst.at(offset));
            let mut want = characters(from, src.at(source));
            want.resize(got.len(), 0);
            assert_eq!(got, want, "{to:?} from {from:?}");
            rest.memory[offset..offset + to.itemsize()].copy_from_slice(dst.at(offset));
        }
        assert!(rest.memory == dst.memory, "wrote beside the array");
    }
}

#[test]
fn text_changes_its_byte_order_and_width_where_it_lies() {
    let mut random = Random::new(11);
    for (to, from) in [
        (text(4, 5, true), text(4, 5, false)),
        (text(4, 2, false), text(1, 8, false)),
        (text(1, 8, false), text(4, 2, true)),
    ] {
        let mut src = Array::random(&mut random, &[3, 40], from, false);
        for offset in src.offsets() {
            write(&mut random, &mut src, offset, 9, 256);
        }
        let mut dst = Array {
            element: to,
            ..src.clone()
        };
        let base = dst.view().base;
        let [to_view, from_view] = [to, from].map(|element| Strided {
            base,
            shape: &src.shape,
            strides: &src.strides,
            element,
        });
        // SAFETY: both views lie in the memory of `dst`.
        unsafe { convert(&to_view, &from_view, 1).unwrap() };
        for offset in src.offsets() {
            let got = characters(to, dst.at(offset));
            let mut want = characters(from, src.at(offset));
            want.resize(got.len(), 0);
            assert_eq!(got, want, "{to:?} from {from:?}");
        }
    }
}

#[test]
fn a_string_too_long_or_beyond_latin1_is_refused() {
    let mut random = Random::new(7);
    for _ in 0..if cfg!(miri) { 20 } else { 600 } {
        let from = text([1, 4][random.below(2) as usize], 6, random.below(2) == 1);
        let to = text([1, 4][random.below(2) as usize], 4, random.below(2) == 1);
        let shape = [1 + random.below(3) as usize, 1 + random.below(30) as usize];
        let mut src = Array::random(&mut random, &shape, from, true);
        let limit = [256, 260][random.below(2) as usize];
        let long = 4 + usize::from(random.below(30) == 0);
        for offset in src.offsets() {
            let used = random.below(long as u64 + 1) as usize;
            write(&mut random, &mut src, offset, used, limit);
        }
        let fits = |offset: &usize| {
            let codes = characters(from, src.at(*offset));
            let wide = matches!(to, Element::Text { width: 4, .. });
            codes[4..].iter().all(|&code| code == 0)
                && (wide || codes[..4].iter().all(|&code| code < 256))
        };
        let first = src.offsets().iter().position(|offset| !fits(offset));
        // SAFETY: the view lies in the array's memory.
        assert_eq!(unsafe { check_assign(&src.view(), to, 1) }, Ok(first));
    }
}

#[test]
fn text_numbers_and_bytes_do_not_mix() {
    let mut random = Random::new(8);
    let kinds = [
        text(1, 8, false),
        Element::Opaque(8),
        Element::native(Scalar::F64),
    ];
    for from in kinds {
        for to in kinds.into_iter().filter(|&to| to != from) {
            let mut src = Array::random(&mut random, &[2], from, false);
            let want = Err(KernelError::Element { dst: to, src: from });
            // SAFETY: the view lies in the array's memory.
            assert_eq!(unsafe { check_assign(&src.view(), to, 1) }, want);
        }
    }
}
