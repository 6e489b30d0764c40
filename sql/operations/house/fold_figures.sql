-- Folds what was written of late into the tallies.
select fold_figures(:most::int) as folded;
