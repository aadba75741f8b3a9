"""One pure NumPy model per chapter: no widget, no pandas, no global state.

====================== ======= ============================================================================
Module                 Chapter Method
====================== ======= ============================================================================
`multiply`             1       Bass diffusion in closed form, year by year, and firm by firm
`space`                2       Amdahl's law read as time to market; contact that falls with distance
`squads`               3       pairs of people and of squads; independent blocks, the slowest of them
`innovate`             4       decision tree of a staged bet; binomial portfolios, Bayes' rule
`faster`               5       Little's law; one team that shares itself between ideas, event by event
`backlog`              5       four orders of work and their cost of delay (CD3)
`decisions`            6       wait for a periodic committee, its meetings one by one, lognormal amounts
`rotation`             6       staggered and cohort stays; learning and fading of a practice
`years`                7       stage funnel with geometric stays; difference in differences
`survival`             7       Kaplan-Meier curve with Greenwood's standard error
`wall`                 8       M/M/c and Allen-Cunneen in the long run; an approximation from empty
`hand_over`            8       parameters of the hand-over
`hand_over_simulation` 8       the hand-over service by service, with returns and release dates
`organisation`         9       exact areas below straight lines; the best closing month by comparison
`capstone`             10      policies on three queues in line, simulated with common random numbers
`flow`                 10      parameters of the three queues, the six firms, the draw of a firm
`queues`               -       Erlang C by recursion; M/M/1 from empty by its spectral integral
`fifo`                 -       Lindley's recursion; several servers with returns
`parameters`           -       conditions on what is given, and the one exception
`fields`               -       parameters of a frozen dataclass, declared once each
`rounding`             -       comparisons in which a tie is a tie
`arrays`               -       the array types
====================== ======= ============================================================================
"""
