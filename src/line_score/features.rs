//! What the score reads of a line: its shape, its place and what stands around it, each as a step
//! of a scale.
//!
//! Lines that are no paragraph are measured by the paragraphs, which are never taken, and by counts
//! of other lines, which can only fall when lines are taken. So [`Way`] is all that is needed for
//! the law that taking lines never raises the score of another.

use super::shape::{End, Shape, Start};

/// How the score may depend on a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// More may only raise it: a count that falls when other lines go.
    Up,
    /// More may only lower it: a count that rises when other lines go.
    Down,
    /// As the data say: it does not depend on lines that may go.
    Free,
}

/// How a value becomes a step.
#[derive(Clone, Copy, Debug)]
pub enum Scale {
    /// The least value of every step but the first.
    Counts(&'static [u32]),
    /// Thousandths.
    Shares,
    /// Kinds by name.
    Kinds(&'static [&'static str]),
}

/// A feature's name, as a reason is told, with its scale and way.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// For people and for the table.
    pub name: &'static str,
    scale: Scale,
    /// See [`Way`].
    pub way: Way,
}

/// Steps are below this.
pub const STEPS: usize = 20;

/// The features of one line, each as a step.
pub type Row = [u8; FEATURES.len()];

const LETTERS: Scale =
    Scale::Counts(&[1, 3, 5, 7, 9, 12, 15, 19, 24, 30, 37, 45, 55, 66, 80, 95, 115, 140, 180]);
const LINES: Scale =
    Scale::Counts(&[1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 40, 60, 90, 140, 220, 400]);
const TEXT: Scale = Scale::Counts(&[
    1, 120, 200, 300, 450, 700, 1000, 1500, 2200, 3200, 4500, 6500, 9000, 13000, 20000, 40000,
]);
const FEW: Scale = Scale::Counts(&[1, 2, 3, 4, 5, 6, 8]);
const SHARES: &[u32] = &[1, 30, 70, 125, 200, 300, 400, 500, 600, 700, 800, 850, 930, 970, 1000];
const ENDS: Scale =
    Scale::Kinds(&["ellipsis", "none", "another mark", "colon", "question or call", "full stop"]);
const STARTS: Scale = Scale::Kinds(&["small", "no case", "capital", "quote", "digit", "mark"]);

const fn feature(name: &'static str, scale: Scale, way: Way) -> Feature {
    Feature { name, scale, way }
}

/// Every feature, in the order of a row.
pub const FEATURES: [Feature; 29] = [
    feature("letters", LETTERS, Way::Free),
    feature("words", LINES, Way::Free),
    feature("letters a word", LINES, Way::Free),
    feature("end of the line", ENDS, Way::Free),
    feature("start of the line", STARTS, Way::Free),
    feature("digits", Scale::Shares, Way::Free),
    feature("numbers", FEW, Way::Free),
    feature("marks", Scale::Shares, Way::Free),
    feature("capitals", Scale::Shares, Way::Free),
    feature("words with a capital", Scale::Shares, Way::Free),
    feature("separators", FEW, Way::Free),
    feature("signs of a link", FEW, Way::Free),
    feature("commas", FEW, Way::Free),
    feature("sentences", FEW, Way::Free),
    feature("text above", Scale::Shares, Way::Free),
    feature("text of the document", TEXT, Way::Free),
    feature("paragraph above", LETTERS, Way::Free),
    feature("paragraph below", LETTERS, Way::Free),
    feature("paragraphs together above", LINES, Way::Down),
    feature("paragraphs together below", LINES, Way::Down),
    feature("lines to the nearest paragraph", LINES, Way::Up),
    feature("lines above", LINES, Way::Up),
    feature("lines below", LINES, Way::Up),
    feature("lines between paragraphs here", LINES, Way::Up),
    feature("short lines here", LINES, Way::Up),
    feature("lines of this shape here", LINES, Way::Up),
    feature("lines with separators here", LINES, Way::Up),
    feature("lines outside the text", LINES, Way::Up),
    feature("letters outside the text", Scale::Shares, Way::Up),
];

impl Feature {
    /// How many steps the scale has.
    pub fn steps(&self) -> usize {
        match self.scale {
            Scale::Counts(least) => least.len() + 1,
            Scale::Shares => SHARES.len() + 1,
            Scale::Kinds(names) => names.len(),
        }
    }

    /// What a step stands for: its least value, or the kind.
    pub fn label(&self, step: usize) -> String {
        let least = |least: &[u32]| step.checked_sub(1).map_or(0, |step| least[step]);
        match self.scale {
            Scale::Counts(counts) => least(counts).to_string(),
            Scale::Shares => format!("{}%", f64::from(least(SHARES)) / 10.0),
            Scale::Kinds(names) => names[step].to_owned(),
        }
    }
}

/// A share in thousandths; only all of it is 1000.
fn share(part: u32, whole: u32) -> u32 {
    (u64::from(part) * 1000).checked_div(u64::from(whole)).unwrap_or(0) as u32
}

/// Reads the features of lines.
#[derive(Clone, Debug)]
pub struct Reader {
    /// How many lines of a run have a shape.
    alike: [u32; ALIKE],
}

/// Lines of six lengths, six starts and six ends.
const ALIKE: usize = 6 * 6 * 6;

impl Default for Reader {
    fn default() -> Reader {
        Reader { alike: [0; ALIKE] }
    }
}

/// What is counted over a whole document.
#[derive(Clone, Copy, Debug, Default)]
struct Page {
    lines: u32,
    /// Letters of paragraphs.
    text: u32,
    outside: u32,
    outside_letters: u32,
}

/// The lines between two paragraphs, or before the first or after the last.
#[derive(Clone, Copy, Debug)]
struct Run<'s> {
    page: Page,
    shapes: &'s [Shape],
    /// The first line's index in the document.
    first: usize,
    text_above: u32,
    above: &'s [Shape],
    below: &'s [Shape],
    short: u32,
    with_bars: u32,
}

impl Reader {
    /// Calls `each` with the index and the features of every line that is no paragraph. A document
    /// without a paragraph has nothing to measure by: a list, a table or a song is all content.
    pub fn read(&mut self, shapes: &[Shape], mut each: impl FnMut(usize, &Row)) {
        let page = Page::of(shapes);
        if page.text == 0 || page.outside == 0 {
            return;
        }
        let (mut first, mut text_above) = (0, 0);
        for shapes_of_run in shapes.split(Shape::is_paragraph) {
            let end = first + shapes_of_run.len();
            if !shapes_of_run.is_empty() {
                let (above, below) = (&shapes[..first], &shapes[end..]);
                let count = |is: fn(&Shape) -> bool| {
                    shapes_of_run.iter().filter(|shape| is(shape)).count() as u32
                };
                let run = Run {
                    page,
                    shapes: shapes_of_run,
                    first,
                    text_above,
                    above,
                    below,
                    short: count(|shape| shape.letters < 25 && shape.end < End::Question),
                    with_bars: count(|shape| {
                        shape.bars + shape.signs > 0 || shape.start == Start::Mark
                    }),
                };
                self.read_run(&run, &mut each);
            }
            text_above += shapes.get(end).map_or(0, |paragraph| paragraph.letters);
            first = end + 1;
        }
    }

    fn read_run(&mut self, run: &Run<'_>, each: &mut impl FnMut(usize, &Row)) {
        self.alike.fill(0);
        for shape in run.shapes {
            self.alike[likeness(shape)] += 1;
        }
        for (index, shape) in run.shapes.iter().enumerate() {
            let values = run.values(index, shape, self.alike[likeness(shape)]);
            let mut row = Row::default();
            for ((step, feature), value) in row.iter_mut().zip(&FEATURES).zip(values) {
                *step = feature.step(value);
            }
            each(run.first + index, &row);
        }
    }
}

impl Page {
    fn of(shapes: &[Shape]) -> Page {
        let mut page = Page { lines: shapes.len() as u32, ..Page::default() };
        for shape in shapes {
            if shape.is_paragraph() {
                page.text += shape.letters;
            } else {
                page.outside += 1;
                page.outside_letters += shape.letters;
            }
        }
        page
    }
}

impl Run<'_> {
    /// The values in the order of [`FEATURES`].
    fn values(&self, index: usize, shape: &Shape, alike: u32) -> [u32; FEATURES.len()] {
        let Run { page, above, below, .. } = *self;
        let cased = shape.upper + shape.lower;
        // A script without case gets what most lines of prose have, and so speaks for neither side.
        let capitals = |part, whole| if cased == 0 { share(1, 15) } else { share(part, whole) };
        let (since, to) = (index as u32 + 1, (self.shapes.len() - index) as u32);
        let nearest = match (above.is_empty(), below.is_empty()) {
            (false, false) => since.min(to),
            (false, true) => since,
            _ => to,
        };
        let line = (self.first + index) as u32;
        [
            shape.letters,
            shape.words,
            shape.letters / shape.words.max(1),
            shape.end as u32,
            shape.start as u32,
            share(shape.digits, shape.digits + shape.letters),
            shape.numbers,
            share(shape.marks, shape.marks + shape.digits + shape.letters),
            capitals(shape.upper, cased),
            capitals(shape.capitalised, shape.words),
            shape.bars,
            shape.signs,
            shape.commas,
            shape.sentences,
            share(self.text_above, page.text),
            page.text,
            above.last().map_or(0, |paragraph| paragraph.letters),
            below.first().map_or(0, |paragraph| paragraph.letters),
            together(above.iter().rev()),
            together(below.iter()),
            nearest,
            line,
            page.lines - 1 - line,
            self.shapes.len() as u32,
            self.short,
            alike,
            self.with_bars,
            page.outside,
            share(page.outside_letters, page.outside_letters + page.text),
        ]
    }
}

impl Feature {
    fn step(&self, value: u32) -> u8 {
        let reached = |least: &[u32]| least.partition_point(|least| *least <= value) as u8;
        match self.scale {
            Scale::Counts(least) => reached(least),
            Scale::Shares => reached(SHARES),
            Scale::Kinds(_) => value as u8,
        }
    }
}

/// Paragraphs with no other line between them; more than ten say nothing more.
fn together<'s>(lines: impl Iterator<Item = &'s Shape>) -> u32 {
    lines.take(10).take_while(|shape| shape.is_paragraph()).count() as u32
}

fn likeness(shape: &Shape) -> usize {
    let length = [5, 12, 24, 45, 80].partition_point(|least| *least <= shape.letters);
    (length * 6 + shape.start as usize) * 6 + shape.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scale_fits_and_every_step_has_a_name() {
        for feature in FEATURES {
            assert!((2..=STEPS).contains(&feature.steps()), "{}", feature.name);
            let labels: Vec<String> =
                (0..feature.steps()).map(|step| feature.label(step)).collect();
            let mut once = labels.clone();
            once.dedup();
            assert_eq!(labels, once, "{}", feature.name);
        }
    }
}
