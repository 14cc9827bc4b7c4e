//! Decides, takes back, and knows which edits a decision is about.

use std::io;

use super::{Focus, Key, Mode, State};
use crate::{
    decisions::{Ruling, Scope, Verdict},
    review::index::{Arrival, Row},
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
            Some(seen) if seen.site.1 => {
                let rule = self.chosen_group().map_or("", |group| self.rule_of(group));
                self.mode = Mode::Site { about: format!("{rule} on {}", seen.site.0) };
            }
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
        let rule = self.rule_of(group).to_owned();
        let verdict = ruling.verdict;
        let (before, about) = self.set(&rule, &scope, Some(ruling), group);
        let of = match &scope {
            Scope::Edit(_) => "that do this to this line".into(),
            Scope::Template(_) => format!("of this group, by {rule}"),
            Scope::Site(site) => format!("by {rule} on {site}"),
        };
        let edits = if about == 1 { "edit" } else { "edits" };
        self.message = format!("{verdict}ed: {about} {edits} {of}; u takes it back");
        self.undo.push(Undo { rule, scope, before, group, edit: self.edit });
    }

    /// The name of the rule of a group.
    fn rule_of(&self, group: u32) -> &str {
        self.index.name(self.index.groups[group as usize].rule)
    }

    /// Takes the last decision back, and goes to where it was made.
    pub(super) fn undo(&mut self) {
        let Some(Undo { rule, scope, before, group, edit }) = self.undo.pop() else {
            self.message = "nothing to take back in this session".into();
            return;
        };
        self.set(&rule, &scope, before, group);
        if self.place_of(group).is_none() {
            self.clear_search();
        }
        if let Some(at) = self.place_of(group) {
            (self.group, self.edit) = (at, edit);
        }
        self.message = format!("taken back: {scope}");
    }

    /// Decides, or takes a decision back; gives what was decided before, and how many edits it is about.
    fn set(
        &mut self,
        rule: &str,
        scope: &Scope,
        ruling: Option<Ruling>,
        group: u32,
    ) -> (Option<Ruling>, usize) {
        self.is_written = false;
        let verdict = ruling.as_ref().map(|ruling| ruling.verdict);
        let before = self.decisions.set(rule, scope.clone(), ruling);
        let about = match scope {
            Scope::Edit(sight) => {
                let key = Arrival::key(rule, sight);
                put(&mut self.lines, key, verdict);
                self.judge_where(group, |row| row.key == key)
            }
            Scope::Template(_) => {
                put(&mut self.templates, group, verdict);
                self.judge_where(group, |_| true)
            }
            Scope::Site(site) => self.set_site(group, site, verdict),
        };
        (before, about)
    }

    /// Decides about the rule of a group on a site.
    fn set_site(&mut self, group: u32, site: &str, verdict: Option<Verdict>) -> usize {
        let rule = self.index.groups[group as usize].rule;
        let Some(site) = self.index.find(site) else { return 0 };
        put(&mut self.sites, (rule, site), verdict);
        let mut about = 0;
        for other in 0..self.index.groups.len() as u32 {
            if self.index.groups[other as usize].rule == rule {
                about += self.judge_where(other, |row| row.site == site);
            }
        }
        about
    }

    /// Judges edits of a group anew; gives how many.
    fn judge_where(&mut self, group: u32, is_about: impl Fn(&Row) -> bool) -> usize {
        let mut about = 0;
        for at in 0..self.index.groups[group as usize].rows.len() {
            let row = self.index.groups[group as usize].rows[at];
            if is_about(&self.index.rows[row as usize]) {
                self.judge(row, group);
                about += 1;
            }
        }
        about
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
