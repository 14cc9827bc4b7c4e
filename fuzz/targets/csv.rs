#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| jernih_fuzz::csv(bytes));
