//! Lines that look like a page's furniture by their shape and place, with the score that says how
//! much. Only proposed, because no word is read.
//!
//! What is removed once stays all that is removed: a line's score depends on paragraphs, which are
//! never taken, and on counts of other lines, which only speak against the line when they fall.

use std::sync::Arc;

use crate::{
    document::Origin,
    edit::{Edits, Ground},
    line_score::{Reader, Shape, Table},
    rule::{RuleError, RuleId, Rules, Tier},
    stage::Stage,
    text::{Line, Text},
};

#[derive(Clone)]
struct Lines {
    /// `None` where no table came with the rules, or the rule is off.
    table: Option<Arc<Table>>,
    furniture: RuleId,
    /// The points that a line needs.
    least: i32,
    reader: Reader,
    lines: Vec<Line>,
    shapes: Vec<Shape>,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    let furniture = rules.code("lines", "furniture")?;
    let is_on = rules.get(furniture).rule.tier != Tier::Off;
    Ok(Box::new(Lines {
        table: rules.line_scores().filter(|_| is_on).cloned(),
        furniture,
        least: Table::least(rules.limit(furniture)?),
        reader: Reader::default(),
        lines: vec![],
        shapes: vec![],
    }))
}

impl Stage for Lines {
    fn run(&mut self, _: Text<'_>, _: Origin<'_>, _: &mut Edits) {}

    fn look(&mut self, text: Text<'_>, edits: &mut Edits) {
        let Some(table) = &self.table else { return };
        self.lines.clear();
        self.lines.extend(text.lines().filter(|line| !line.is_blank()));
        self.shapes.clear();
        self.shapes.extend(self.lines.iter().map(|line| Shape::of(text.slice(line.body))));
        self.reader.read(&self.shapes, |index, row| {
            if table.sum(row) >= self.least {
                let ground = Some(Ground::Score(table.score(row)));
                edits.delete_because(self.lines[index].whole, self.furniture, ground);
            }
        });
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}
