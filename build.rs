//! Lets the addon find Node-API at load time on every platform.

fn main() {
    napi_build::setup();
}
