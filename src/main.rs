//! The command `jernih`: arguments in, exit code out.

use std::process::ExitCode;

use jernih::cli;

fn main() -> ExitCode {
    cli::main()
}
