namespace Whimbrel.Sql;

/// <summary>Tells statements what the directives right above them say.</summary>
internal static class OwnDirectives
{
    /// <exception cref="ScriptException">A directive that only means something above a statement stands above none, or two stand above one.</exception>
    internal static IReadOnlyList<Statement> Applied(IReadOnlyList<Statement> statements, IReadOnlyList<Directive> directives)
    {
        var own = directives.Where(d => d.Name is "batch" or "expect").ToList();
        if (own.Count == 0)
            return statements;

        var applied = statements.ToArray();
        foreach (var directive in own)
        {
            var at = Array.FindIndex(applied, s => directive.IsAbout(directive.Name, s));
            if (at < 0)
                throw Problem(directive, $"whimbrel:{directive.Name} stands above no statement", "put it on the line right above the statement that it is about, with no empty line between; among thousands of statements that are alike, put that one into a script of its own.");
            if (applied[at] is { IsBatched: true } or { Expects: not null })
                throw Problem(directive, "one statement has two of whimbrel:batch and whimbrel:expect", "keep one of them.");
            applied[at] = directive.Name == "batch" ? applied[at] with { IsBatched = true } : applied[at] with { Expects = directive.Argument };
        }

        return applied;
    }

    private static ScriptException Problem(Directive directive, string message, string hint) => new(directive.Path, directive.Line, 1, message, null, hint);
}
