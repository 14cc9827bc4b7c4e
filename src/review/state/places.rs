//! Where the person is, and what the search leaves.

use memchr::memmem::Finder;

use super::{Focus, Key, Mode, State};
use crate::decisions::masked;

impl State {
    /// How many groups are listed.
    pub(in crate::review) fn groups(&self) -> usize {
        self.found.as_ref().map_or(self.order.len(), Vec::len)
    }

    /// A group by its place in the list.
    pub(in crate::review) fn group_at(&self, at: usize) -> Option<u32> {
        match &self.found {
            Some(found) => found.get(at).copied(),
            None => self.order.get(at).copied(),
        }
    }

    /// Where the list has a group.
    pub(super) fn place_of(&self, group: u32) -> Option<usize> {
        self.found.as_ref().unwrap_or(&self.order).iter().position(|other| *other == group)
    }

    pub(in crate::review) fn chosen_group(&self) -> Option<u32> {
        self.group_at(self.group)
    }

    pub(in crate::review) fn chosen_row(&self) -> Option<u32> {
        let group = &self.index.groups[self.chosen_group()? as usize];
        group.rows.get(self.edit).copied()
    }

    /// Edits of the chosen group.
    pub(in crate::review) fn edits(&self) -> usize {
        self.chosen_group().map_or(0, |group| self.index.groups[group as usize].rows.len())
    }

    pub(super) fn go(&mut self, key: Key) {
        let (at, length) = match self.focus {
            Focus::Groups => (self.group, self.groups()),
            Focus::Edits => (self.edit, self.edits()),
        };
        let to = match key {
            Key::Down | Key::Char('j') => at + 1,
            Key::Up | Key::Char('k') => at.saturating_sub(1),
            Key::PageDown => at + self.height,
            Key::PageUp => at.saturating_sub(self.height),
            Key::Home | Key::Char('g') => 0,
            Key::End | Key::Char('G') => length,
            _ => return,
        };
        let to = to.min(length.saturating_sub(1));
        match self.focus {
            Focus::Groups => self.go_to_group(to),
            Focus::Edits => self.edit = to,
        }
    }

    pub(super) fn go_to_group(&mut self, at: usize) {
        if at != self.group {
            (self.group, self.edit) = (at, 0);
        }
    }

    /// Goes to the next edit of the group that is not decided, or else to the next group.
    pub(super) fn skip(&mut self) {
        if self.focus == Focus::Groups {
            return self.skip_group();
        }
        let Some(group) = self.chosen_group() else { return };
        let rows = &self.index.groups[group as usize].rows;
        let open = |at: &usize| self.index.rows[rows[*at] as usize].verdict.is_none();
        match (self.edit + 1..rows.len()).find(open) {
            Some(next) => self.edit = next,
            None => self.skip_group(),
        }
    }

    /// Goes to the next group with edits that are not decided.
    pub(super) fn skip_group(&mut self) {
        let open = |at: &usize| {
            self.group_at(*at).is_some_and(|group| {
                let group = &self.index.groups[group as usize];
                (group.decided as usize) < group.rows.len()
            })
        };
        match (self.group + 1..self.groups()).find(open) {
            Some(next) => self.go_to_group(next),
            None => {
                let told = std::mem::take(&mut self.message);
                let last = "no group after this one is open";
                self.message =
                    if told.is_empty() { last.into() } else { format!("{told}; {last}") };
            }
        }
    }

    pub(super) fn type_query(&mut self, key: Key) {
        match key {
            Key::Char(c) => {
                self.query.push(c);
                // What has the longer query in it has the shorter one too.
                let among = self.found.take();
                self.search_among(among.as_deref());
                (self.group, self.edit) = (0, 0);
                return;
            }
            Key::Backspace => _ = self.query.pop(),
            Key::Enter => {
                self.mode = Mode::Browse;
                self.message = format!("{} found; Esc shows all again", self.groups());
                return;
            }
            Key::Escape => {
                self.mode = Mode::Browse;
                return self.clear_search();
            }
            _ => return,
        }
        self.search();
        (self.group, self.edit) = (0, 0);
    }

    pub(super) fn clear_search(&mut self) {
        let chosen = self.chosen_group();
        self.query.clear();
        self.found = None;
        self.group = chosen.and_then(|group| self.place_of(group)).unwrap_or(0);
    }

    /// Finds the groups whose rule or template has the query in it.
    pub(super) fn search(&mut self) {
        self.search_among(None);
    }

    fn search_among(&mut self, among: Option<&[u32]>) {
        if self.query.is_empty() {
            self.found = None;
            return;
        }
        // As templates are: in small letters, with `#` for every number.
        let (query, folded) = (self.query.to_lowercase(), masked(&self.query));
        let rules = self.index.names_with(&query);
        let (query, folded) = (Finder::new(&query), Finder::new(&folded));
        let is_folded = !folded.needle().is_empty() && folded.needle() != query.needle();
        let has = |group: &&u32| {
            let group = &self.index.groups[**group as usize];
            let template = group.template.as_bytes();
            rules.contains(&group.rule)
                || query.find(template).is_some()
                || is_folded && folded.find(template).is_some()
        };
        self.found = Some(among.unwrap_or(&self.order).iter().filter(has).copied().collect());
    }
}
