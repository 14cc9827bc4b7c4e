//! What the keys do: where the person is, what is decided, and what comes next.

use std::{collections::HashMap, io};

use super::{
    index::{Arrival, Index},
    reading::Reading,
    screen::help,
    seen::{Seen, Store},
};
use crate::decisions::{Decisions, Scope, Verdict};

mod decide;
mod places;

use decide::Undo;

/// A key, as far as it means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "keys are called what they are called")]
pub enum Key {
    Char(char),
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    Enter,
    Escape,
    Backspace,
    Tab,
}

/// What the person wants and the state cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Write the decisions.
    Write,
    /// Write the decisions and end.
    Quit,
}

/// The list that the keys move in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    Groups,
    Edits,
}

/// What is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mode {
    Browse,
    Search,
    /// A verdict about the rule on the site of the chosen edit is asked for.
    Site {
        about: String,
    },
    /// The help, from a line on.
    Help(usize),
    Document(Box<Reading>),
}

/// A review under way.
pub struct State {
    pub(super) title: String,
    pub(super) index: Index,
    pub(super) order: Vec<u32>,
    /// The groups that the search leaves, as places in `order`; all without a search.
    pub(super) found: Option<Vec<u32>>,
    pub(super) query: String,
    pub(super) group: usize,
    pub(super) edit: usize,
    pub(super) focus: Focus,
    pub(super) mode: Mode,
    pub(super) message: String,
    pub(super) reading: bool,
    /// What the screen has room for in the list that the keys move in.
    pub(super) height: usize,
    pub(super) decided: usize,
    decisions: Decisions,
    is_written: bool,
    lines: HashMap<u64, Verdict>,
    templates: HashMap<u32, Verdict>,
    sites: HashMap<(u32, u32), Verdict>,
    undo: Vec<Undo>,
    store: Store,
    shown: HashMap<u64, Seen>,
}

/// Edits that are kept in memory because they are on the screen or were lately.
const SHOWN: usize = 2_000;

impl State {
    /// Begins with what was decided before.
    pub fn new(title: String, decisions: Decisions, store: Store) -> State {
        let lines = decisions.iter().filter_map(|(rule, scope, ruling)| match scope {
            Scope::Edit(sight) => Some((Arrival::key(rule, sight), ruling.verdict)),
            _ => None,
        });
        State {
            title,
            index: Index::default(),
            order: vec![],
            found: None,
            query: String::new(),
            group: 0,
            edit: 0,
            focus: Focus::Groups,
            mode: Mode::Browse,
            message: String::new(),
            reading: true,
            height: 1,
            decided: 0,
            lines: lines.collect(),
            decisions,
            is_written: true,
            templates: HashMap::new(),
            sites: HashMap::new(),
            undo: vec![],
            store,
            shown: HashMap::new(),
        }
    }

    /// Takes edits in that were read.
    pub fn arrive(&mut self, arrivals: Vec<Arrival>) {
        for arrival in arrivals {
            let known = self.known(&arrival);
            let (row, group) = self.index.add(arrival);
            self.learn(row, group, known);
            self.judge(row, group);
        }
    }

    /// The edits so far.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Takes the order of the groups, which [`super::order`] makes of [`Index::ranks`]. What is chosen
    /// stays chosen.
    pub fn set_order(&mut self, order: Vec<u32>) {
        let chosen = self.chosen_group();
        // Before a key was pressed, the first group is chosen, whichever that is.
        let moved = self.group > 0 || self.edit > 0 || self.focus == Focus::Edits;
        self.order = order;
        self.search();
        let at = chosen.filter(|_| moved).and_then(|group| self.place_of(group));
        self.group = at.unwrap_or(0);
    }

    /// Everything was read.
    pub fn end(&mut self) {
        self.reading = false;
    }

    /// Says something to the person.
    pub fn say(&mut self, message: String) {
        self.message = message;
    }

    /// The decisions, if some are not written yet.
    pub fn unwritten(&self) -> Option<&Decisions> {
        (!self.is_written).then_some(&self.decisions)
    }

    /// The decisions are written.
    pub fn written(&mut self) {
        self.is_written = true;
    }

    /// Does what a key says; gives what only the terminal's side can do.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub fn press(&mut self, key: Key) -> io::Result<Option<Wish>> {
        self.message.clear();
        match &mut self.mode {
            Mode::Browse => return self.browse(key),
            Mode::Search => self.type_query(key),
            Mode::Site { .. } => self.decide_site(key)?,
            Mode::Help(line) => match key {
                Key::Down | Key::Char('j') => *line = (*line + 1).min(help::last()),
                Key::Up | Key::Char('k') => *line = line.saturating_sub(1),
                _ => self.mode = Mode::Browse,
            },
            Mode::Document(reading) => {
                if !reading.press(key) {
                    self.mode = Mode::Browse;
                }
            }
        }
        Ok(None)
    }

    fn browse(&mut self, key: Key) -> io::Result<Option<Wish>> {
        match key {
            Key::Char('q') => return Ok(Some(Wish::Quit)),
            Key::Char('w') => return Ok(Some(Wish::Write)),
            Key::Char('a') => self.decide_edit(Verdict::Accept)?,
            Key::Char('r') => self.decide_edit(Verdict::Reject)?,
            Key::Char('A') => self.decide_group(Verdict::Accept)?,
            Key::Char('R') => self.decide_group(Verdict::Reject)?,
            Key::Char('s') => self.ask_site()?,
            Key::Char('u') => self.undo(),
            Key::Char(' ' | 'n') => self.skip(),
            Key::Char('N') => self.skip_group(),
            Key::Char('/') => (self.mode, self.focus) = (Mode::Search, Focus::Groups),
            Key::Char('?') => self.mode = Mode::Help(0),
            Key::Char('o') | Key::Enter => self.open()?,
            Key::Escape if self.found.is_some() => self.clear_search(),
            Key::Tab if self.focus == Focus::Edits => self.focus = Focus::Groups,
            Key::Tab | Key::Right | Key::Char('l') => self.focus = Focus::Edits,
            Key::Left | Key::Escape | Key::Char('h') => self.focus = Focus::Groups,
            key => self.go(key),
        }
        Ok(None)
    }

    /// Opens the document of the chosen edit at its place.
    fn open(&mut self) -> io::Result<()> {
        if let Some(seen) = self.chosen()? {
            let page = self.store.page(seen.document)?;
            self.mode = Mode::Document(Box::new(Reading::new(page, seen.at)));
        }
        Ok(())
    }

    /// An edit as it is shown.
    pub(super) fn seen(&mut self, row: u32) -> io::Result<Seen> {
        let at = self.index.rows[row as usize].at;
        if let Some(seen) = self.shown.get(&at) {
            return Ok(seen.clone());
        }
        if self.shown.len() >= SHOWN {
            self.shown.clear();
        }
        let seen = self.store.seen(at)?;
        self.shown.insert(at, seen.clone());
        Ok(seen)
    }

    /// The chosen edit.
    pub(super) fn chosen(&mut self) -> io::Result<Option<Seen>> {
        self.chosen_row().map(|row| self.seen(row)).transpose()
    }
}
