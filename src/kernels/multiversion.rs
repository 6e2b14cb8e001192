//! Multiversioning: a loop is compiled for every processor of the architecture, and again for those
//! that have suitable vector instructions, from the same source, so with the same results.

/// Makes of one generic `unsafe fn` two: `$name` for the baseline, `$fast` for `$feature`.
macro_rules! multiversion {
    (
        $feature:tt $(#[$doc:meta])*
        unsafe fn $name:ident, $fast:ident [$($bounds:tt)*] [$($generics:tt)*]
        ($($arg:ident: $t:ty),* $(,)?) $(-> $out:ty)? $body:block
    ) => {
        $(#[$doc])*
        #[inline(always)]
        unsafe fn $name<$($bounds)*>($($arg: $t),*) $(-> $out)? $body

        $(#[$doc])*
        /// The processor has the feature.
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $feature)]
        unsafe fn $fast<$($bounds)*>($($arg: $t),*) $(-> $out)? {
            // SAFETY: as the caller says.
            unsafe { $name::<$($generics)*>($($arg),*) }
        }
    };
}
pub(super) use multiversion;

/// `$fast` where the processor has `$feature`, else `$name`: as a function pointer of type
/// `$pointer`.
macro_rules! for_this_processor {
    ($feature:tt, $pointer:ty, $name:ident, $fast:ident, <$($generics:tt),*>) => {{
        #[cfg(target_arch = "x86_64")]
        let chosen = if is_x86_feature_detected!($feature) {
            $fast::<$($generics),*> as $pointer
        } else {
            $name::<$($generics),*> as $pointer
        };
        #[cfg(not(target_arch = "x86_64"))]
        let chosen = $name::<$($generics),*> as $pointer;
        chosen
    }};
}
pub(super) use for_this_processor;

/// `$fast`; or on x86-64 processors without the feature `$name`, whose last generic argument makes it a
/// plain loop: such processors are few, and vectors would gain little there for as much code.
macro_rules! vector_or_plain {
    ($feature:tt, $pointer:ty, $name:ident, $fast:ident, <$($generics:tt),*>) => {{
        #[cfg(target_arch = "x86_64")]
        let chosen = if is_x86_feature_detected!($feature) {
            $fast::<$($generics),*, false> as $pointer
        } else {
            $name::<$($generics),*, true> as $pointer
        };
        #[cfg(not(target_arch = "x86_64"))]
        let chosen = $name::<$($generics),*, false> as $pointer;
        chosen
    }};
}
pub(super) use vector_or_plain;
