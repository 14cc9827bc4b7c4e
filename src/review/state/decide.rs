//! Decides, takes back, and knows which edits a decision is about.

use std::io;

use super::{Focus, Key, Mode, State};
use crate::{
    decisions::{Ruling, Scope, Verdict},
    review::index::Arrival,
};

/// A decision that can be taken back.
pub(super) struct Undo {
    rule: String,
    scope: Scope,
    before: Option<Ruling>,
    /// Where it was made.
    group: u32,
    edit: usize,
}

impl State {
    /// What was decided in earlier sessions about the template and the site of an edit.
    pub(super) fn known(&self, arrival: &Arrival) -> [Option<Verdict>; 2] {
        if self.decisions.is_empty() {
            return [None; 2];
        }
        let template = Scope::Template(arrival.template.clone());
        let site = Scope::Site(arrival.site.clone());
        [template, site].map(|scope| self.decisions.get(&arrival.rule, &scope))
    }

    pub(super) fn learn(&mut self, row: u32, group: u32, known: [Option<Verdict>; 2]) {
        let [template, site] = known;
        if let Some(verdict) = template {
            self.templates.insert(group, verdict);
        }
        if let Some(verdict) = site {
            let rule = self.index.groups[group as usize].rule;
            self.sites.insert((rule, self.index.rows[row as usize].site), verdict);
        }
    }

    /// What is decided about an edit, by the narrowest decision.
    pub(super) fn judge(&mut self, row: u32, group: u32) {
        let entry = &self.index.rows[row as usize];
        let owner = &self.index.groups[group as usize];
        let line = self.lines.get(&entry.key);
        let of_template = || self.templates.get(&group);
        let of_site = || self.sites.get(&(owner.rule, entry.site));
        let verdict = line.or_else(of_template).or_else(of_site).copied();
        let was = std::mem::replace(&mut self.index.rows[row as usize].verdict, verdict);
        let owner = &mut self.index.groups[group as usize];
        match (was, verdict) {
            (None, Some(_)) => {
                (owner.decided, self.decided) = (owner.decided + 1, self.decided + 1)
            }
            (Some(_), None) => {
                (owner.decided, self.decided) = (owner.decided - 1, self.decided - 1)
            }
            _ => {}
        }
    }

    pub(super) fn decide_edit(&mut self, verdict: Verdict) -> io::Result<()> {
        if self.focus == Focus::Groups && self.edits() > 1 {
            self.focus = Focus::Edits;
            self.message = "one edit: press again; the whole group: A or R".into();
            return Ok(());
        }
        if let Some(seen) = self.chosen()? {
            self.decide(Scope::Edit(seen.sight), Ruling { verdict, like: None });
            self.skip();
        }
        Ok(())
    }

    pub(super) fn decide_group(&mut self, verdict: Verdict) -> io::Result<()> {
        let (Some(group), Some(seen)) = (self.chosen_group(), self.chosen()?) else {
            return Ok(());
        };
        let template = self.index.groups[group as usize].template.clone();
        let like = Some(seen.sight.line);
        self.decide(Scope::Template(template), Ruling { verdict, like });
        self.skip_group();
        Ok(())
    }

    /// Asks what to decide about the rule on the site of the chosen edit.
    pub(super) fn ask_site(&mut self) -> io::Result<()> {
        match self.chosen()? {
            Some(seen) if seen.site.1 => self.mode = Mode::Site,
            Some(_) => self.message = "this document names no site; decide about the group".into(),
            None => {}
        }
        Ok(())
    }

    pub(super) fn decide_site(&mut self, key: Key) -> io::Result<()> {
        self.mode = Mode::Browse;
        let verdict = match key {
            Key::Char('a' | 'A') => Verdict::Accept,
            Key::Char('r' | 'R') => Verdict::Reject,
            _ => return Ok(()),
        };
        if let Some(seen) = self.chosen()? {
            self.decide(Scope::Site(seen.site.0), Ruling { verdict, like: None });
            self.skip();
        }
        Ok(())
    }

    fn decide(&mut self, scope: Scope, ruling: Ruling) {
        let Some(group) = self.chosen_group() else { return };
        let rule = self.index.name(self.index.groups[group as usize].rule).to_owned();
        let before = self.set(&rule, &scope, Some(ruling), group);
        self.undo.push(Undo { rule, scope, before, group, edit: self.edit });
    }

    /// Takes the last decision back, and goes to where it was made.
    pub(super) fn undo(&mut self) {
        let Some(Undo { rule, scope, before, group, edit }) = self.undo.pop() else {
            self.message = "nothing to take back in this session".into();
            return;
        };
        self.set(&rule, &scope, before, group);
        if self.found.is_some() {
            self.clear_search();
        }
        if let Some(at) = self.order.iter().position(|other| *other == group) {
            (self.group, self.edit) = (at, edit);
        }
        self.message = format!("taken back: {scope}");
    }

    fn set(
        &mut self,
        rule: &str,
        scope: &Scope,
        ruling: Option<Ruling>,
        group: u32,
    ) -> Option<Ruling> {
        self.is_written = false;
        let verdict = ruling.as_ref().map(|ruling| ruling.verdict);
        let before = self.decisions.set(rule, scope.clone(), ruling);
        let of_rule = self.index.groups[group as usize].rule;
        match scope {
            Scope::Edit(sight) => {
                let key = Arrival::key(rule, sight);
                put(&mut self.lines, key, verdict);
                self.judge_where(group, |row| row.key == key);
            }
            Scope::Template(_) => {
                put(&mut self.templates, group, verdict);
                self.judge_where(group, |_| true);
            }
            Scope::Site(name) => {
                let Some(site) = self.index.find(name) else { return before };
                put(&mut self.sites, (of_rule, site), verdict);
                for other in 0..self.index.groups.len() as u32 {
                    if self.index.groups[other as usize].rule == of_rule {
                        self.judge_where(other, |row| row.site == site);
                    }
                }
            }
        }
        before
    }

    /// Judges the edits of a group anew.
    fn judge_where(&mut self, group: u32, about: impl Fn(&crate::review::index::Row) -> bool) {
        for at in 0..self.index.groups[group as usize].rows.len() {
            let row = self.index.groups[group as usize].rows[at];
            if about(&self.index.rows[row as usize]) {
                self.judge(row, group);
            }
        }
    }
}

fn put<K: std::hash::Hash + Eq>(
    map: &mut std::collections::HashMap<K, Verdict>,
    key: K,
    verdict: Option<Verdict>,
) {
    match verdict {
        Some(verdict) => _ = map.insert(key, verdict),
        None => _ = map.remove(&key),
    }
}
