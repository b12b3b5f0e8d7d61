-- From here on a snapshot holds tables of its own (store/published.sql): one published before has to be made anew.
select 1;
