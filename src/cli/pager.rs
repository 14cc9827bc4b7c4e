//! Standard output, through a pager where a person reads it.

use std::{
    env,
    io::{self, IsTerminal, Write},
    process::{Child, Command, Stdio},
};

use anstream::{AutoStream, ColorChoice};

use crate::page::WIDTH;

/// The pager if none is named, and how it is asked to end where everything fits on the screen, and to
/// show colours.
const PAGER: &str = "less -R";
const LESS: &str = "FRX";

/// Where to print.
pub(super) enum Out {
    Plain(AutoStream<io::Stdout>),
    Pager { child: Child, input: Option<AutoStream<Box<dyn Write>>> },
}

impl Out {
    /// A pager if standard output is a terminal and there is one, else standard output.
    pub(super) fn open() -> Out {
        let colours = AutoStream::choice(&io::stdout());
        let pager = env::var("PAGER").unwrap_or_else(|_| PAGER.into());
        let mut words = pager.split_whitespace();
        let program = words.next().filter(|name| *name != "cat");
        let Some(program) = program.filter(|_| io::stdout().is_terminal()) else {
            return Out::Plain(AutoStream::new(io::stdout(), colours));
        };
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        if env::var_os("LESS").is_none() {
            command.env("LESS", LESS);
        }
        match command.spawn() {
            Ok(mut child) => {
                // The pager shows what its terminal can.
                let colours =
                    if colours == ColorChoice::Never { colours } else { ColorChoice::AlwaysAnsi };
                let input = child.stdin.take().map(|input| {
                    let input: Box<dyn Write> = Box::new(input);
                    AutoStream::new(input, colours)
                });
                Out::Pager { child, input }
            }
            Err(_) => Out::Plain(AutoStream::new(io::stdout(), colours)),
        }
    }
}

/// Columns of the terminal, or what COLUMNS says.
pub(super) fn width() -> usize {
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(w, _)| usize::from(w.0));
    let said = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    said.or_else(terminal).unwrap_or(WIDTH).max(40)
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Out::Plain(out) => out.write(bytes),
            Out::Pager { input, .. } => {
                input.as_mut().map_or(Ok(bytes.len()), |input| input.write(bytes))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Out::Plain(out) => out.flush(),
            Out::Pager { input, .. } => input.as_mut().map_or(Ok(()), Write::flush),
        }
    }
}

impl Drop for Out {
    /// Waits until the person has read it.
    fn drop(&mut self) {
        if let Out::Pager { child, input } = self {
            drop(input.take());
            child.wait().ok();
        }
    }
}
