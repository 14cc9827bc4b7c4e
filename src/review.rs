//! Goes through the edits of a past run with a person, who accepts or rejects them.
//!
//! [`load`] reads the run in the background and keeps what is shown in a [`store`](Store) on disk;
//! [`Index`] knows the edits by group; [`State`] is what the keys do, and [`draw`] what is seen. None
//! of it knows a terminal.

mod index;
mod load;
mod look;
mod reading;
mod screen;
mod seen;
mod state;

pub use index::{Arrival, Index, order};
pub use load::{Kind, LoadError, load};
pub use look::Look;
pub use screen::draw;
pub use seen::{Mark, Page, Seen, Store, StoreWriter};
pub use state::{Key, State, Wish};
