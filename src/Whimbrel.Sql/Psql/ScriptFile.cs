namespace Whimbrel.Sql.Psql;

/// <summary>A script that is being read: the one that was asked for, or one that it includes.</summary>
internal sealed class ScriptFile(ScriptBytes bytes, PsqlVariables variables) : IDisposable
{
    internal string Path => bytes.Path;

    internal SqlScanner Scanner { get; } = new(bytes, variables);

    internal Conditions Conditions { get; } = new();

    /// <summary>After <c>\q</c>.</summary>
    internal bool HasQuit { get; set; }

    public void Dispose() => bytes.Dispose();

    internal ScriptException Error(Place place, string problem, string? hint = null) => bytes.Error(place, problem, hint);

    /// <summary>At the end, nothing may be open.</summary>
    internal void RefuseOpenEnd()
    {
        if (HasQuit)
            return;
        if (Scanner.Unterminated() is { } open)
            throw Error(open.Place, open.Problem, open.Hint);
        if (Conditions.Open is var (place, line))
            throw new ScriptException(Path, place.Line, place.Column, @"\if without \endif", line, @"Write \endif where the condition ends.");
    }
}
