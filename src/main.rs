//! The command `jernih`: arguments in, exit code out.

use std::process::ExitCode;

use jernih::cli;

fn main() -> ExitCode {
    ExitCode::from(cli::main(std::env::args_os()))
}
