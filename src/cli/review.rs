//! `jernih review`: the terminal's side.

use std::{
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    sync::{
        atomic::Ordering,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, ensure};
use clap::Args;
use ratatui::{
    DefaultTerminal,
    crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers},
};

use super::{Status, decisions, say, stop, summary::counted};
use crate::{
    decisions::Decisions,
    past::PastRun,
    review::{Arrival, Key, Kind, Look, State, Store, StoreWriter, Wish, draw, load, order},
    run_folder::RunFolder,
};

#[derive(Args)]
pub(super) struct Review {
    /// What `clean` wrote, or its run folder
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// Review the edits that were applied, not those that were only proposed
    #[arg(long)]
    applied: bool,
    /// Where the decisions are read and written [default: decisions.toml in the run folder]
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
}

/// How long arrivals are taken in before the screen is drawn and keys are read.
const SLICE: Duration = Duration::from_millis(15);
/// How long a key is waited for while nothing arrives.
const WAIT: Duration = Duration::from_millis(50);
/// How often the groups are put in order while the run is read.
const ORDER: Duration = Duration::from_millis(500);
/// How often the decisions are written while they are made.
const SAVE: Duration = Duration::from_secs(5);

/// What the threads behind tell.
enum News {
    Edits(Vec<Arrival>),
    Order(Vec<u32>),
    End(Option<String>),
}

impl Review {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let run = PastRun::open(&self.run)?;
        let shown = self.run.display();
        let out = run.out().with_context(|| {
            format!(
                "{shown}: OUT of this run is gone, and without it nothing can be shown; put it back \
                 beside its run folder"
            )
        })?;
        let folder = RunFolder::path_for(out);
        let folder = if folder.is_dir() { folder } else { self.run.clone() };
        let path = self.decisions.clone().unwrap_or_else(|| folder.join("decisions.toml"));
        let earlier = if path.exists() { decisions(&path)? } else { Decisions::default() };
        ensure!(
            io::stdout().is_terminal() && io::stdin().is_terminal(),
            "review needs a terminal; `jernih report {shown} --out report.html` writes a page"
        );
        let (store, writer) = Store::new(&folder).or_else(|_| Store::new(&std::env::temp_dir()))?;
        let kind = if self.applied { Kind::Applied } else { Kind::Proposed };
        let title = format!("{shown}, {}", if self.applied { "applied" } else { "proposed" });
        let next = next(&run, &path);
        let mut session = Session::new(State::new(title, earlier, store), path.clone());
        session.read(run, kind, writer);
        stop::note();
        let ended = session.show();
        if stop::ASKED.load(Ordering::Relaxed) {
            return Ok(Status::Stopped);
        }
        ended?;
        if path.exists() {
            let all = decisions(&path)?.len() as u64;
            say(&format!("{} in {}.\n{next}", counted(all, "decision"), path.display()));
        }
        Ok(Status::Done)
    }
}

/// What can be done with the decisions.
fn next(run: &PastRun, decisions: &Path) -> String {
    let input = match run.facts.inputs.as_slice() {
        [(input, _)] => input.display().to_string(),
        _ => "INPUT".into(),
    };
    let decisions = decisions.display();
    format!(
        "Follow them: jernih clean {input} --out OUT --decisions {decisions}\n\
         As a pack:   jernih rules learn {decisions} --rules DIR"
    )
}

struct Session {
    state: State,
    path: PathBuf,
    look: Look,
    sender: SyncSender<News>,
    news: Receiver<News>,
    ordering: bool,
    ordered: Instant,
    /// Edits when the groups were put in order last.
    known: usize,
    /// When the decisions were written last.
    saved: Instant,
}

impl Session {
    fn new(state: State, path: PathBuf) -> Session {
        // What waits is in memory, so it is not much.
        let (sender, news) = sync_channel(64);
        let look = match AutoStream::choice(&io::stdout()) {
            ColorChoice::Never => Look::Signs,
            _ => Look::Colours,
        };
        let (ordered, saved) = (Instant::now() - ORDER, Instant::now());
        Session { state, path, look, sender, news, ordering: false, ordered, known: 0, saved }
    }

    /// Reads the run on a thread.
    fn read(&self, run: PastRun, kind: Kind, mut writer: StoreWriter) {
        let sender = self.sender.clone();
        thread::spawn(move || {
            let tell = |arrivals| sender.send(News::Edits(arrivals)).is_ok();
            let error = load(&run, kind, &mut writer, tell).err();
            // Nobody listens any more if the session is over.
            sender.send(News::End(error.map(|error| error.to_string()))).ok();
        });
    }

    /// Shows everything until the person has enough, or the terminal is gone.
    fn show(&mut self) -> anyhow::Result<()> {
        let mut terminal = ratatui::try_init()?;
        let ended = self.go(&mut terminal);
        // First, because of a terminal that is gone nothing can be restored.
        let written = self.write();
        ratatui::try_restore().ok();
        ended.and(written)
    }

    fn go(&mut self, terminal: &mut DefaultTerminal) -> anyhow::Result<()> {
        let keys = keys();
        while !stop::ASKED.load(Ordering::Relaxed) {
            let busy = self.listen();
            self.sort();
            let mut drawn = Ok(());
            terminal.draw(|frame| drawn = draw(frame, &mut self.state, self.look))?;
            drawn?;
            match keys.recv_timeout(if busy { Duration::ZERO } else { WAIT }) {
                Ok(event) => {
                    if self.react(&event?)? {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.save_now_and_then();
        }
        Ok(())
    }

    /// So that a power cut takes little; what went wrong is said when the person writes.
    fn save_now_and_then(&mut self) {
        if self.saved.elapsed() >= SAVE {
            self.saved = Instant::now();
            self.write().ok();
        }
    }

    /// Takes in what arrived, for a short time; true if there may be more.
    fn listen(&mut self) -> bool {
        let started = Instant::now();
        while started.elapsed() < SLICE {
            match self.news.try_recv() {
                Ok(News::Edits(arrivals)) => self.state.arrive(arrivals),
                Ok(News::Order(order)) => {
                    self.ordering = false;
                    self.state.set_order(order);
                }
                Ok(News::End(fault)) => {
                    self.state.end();
                    fault.into_iter().for_each(|fault| self.state.say(fault));
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return false,
            }
        }
        true
    }

    /// Has the groups put in order on a thread, when there are more edits than the last time.
    fn sort(&mut self) {
        let now = self.state.index().len();
        if self.ordering || now == self.known || self.ordered.elapsed() < ORDER {
            return;
        }
        (self.ordering, self.known, self.ordered) = (true, now, Instant::now());
        let (ranks, sender) = (self.state.index().ranks(), self.sender.clone());
        thread::spawn(move || sender.send(News::Order(order(ranks))).ok());
    }

    /// Does what a key says; true at the end.
    fn react(&mut self, event: &Event) -> anyhow::Result<bool> {
        let Event::Key(key) = event else { return Ok(false) };
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return Ok(key.code == KeyCode::Char('c'));
        }
        let Some(key) = meant(key) else { return Ok(false) };
        let Some(wish) = self.state.press(key)? else { return Ok(false) };
        match self.write() {
            Ok(()) if wish == Wish::Quit => return Ok(true),
            Ok(()) => self.state.say(format!("written to {}", self.path.display())),
            Err(error) => self.state.say(format!("{error:#}; Ctrl-C ends without them")),
        }
        Ok(false)
    }

    /// Writes the decisions, if there are new ones.
    fn write(&mut self) -> anyhow::Result<()> {
        if let Some(decisions) = self.state.unwritten() {
            save(&self.path, &decisions.write())?;
            self.state.written();
        }
        Ok(())
    }
}

/// What comes from the keyboard, read on a thread: where the terminal is gone, reading never ends.
fn keys() -> Receiver<io::Result<Event>> {
    let (sender, keys) = sync_channel(64);
    thread::spawn(move || {
        loop {
            let event = event::read();
            let is_over = event.is_err();
            if sender.send(event).is_err() || is_over {
                break;
            }
        }
    });
    keys
}

/// Writes a whole file, in place only when it is whole.
fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    let part = path.with_extension("toml.part");
    let written = fs::write(&part, text).and_then(|()| fs::rename(&part, path));
    written.with_context(|| format!("{}: the decisions are not written", path.display()))
}

fn meant(key: &KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    Some(match key.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Tab | KeyCode::BackTab => Key::Tab,
        _ => return None,
    })
}
