using Whimbrel.Sql.Psql;

namespace Whimbrel.Sql;

/// <summary>Reads a script once, as psql would, and learns what each statement is; no more than one statement's text is looked at at a time.</summary>
internal sealed class ScriptReader(string path, ScriptFiles files, bool keepsTrees)
{
    /// <summary>Of statements whose trees stay in memory: rows by the thousand are one stretch behind the first thousand.</summary>
    private const int MostKept = 1100;

    private readonly StatementList _statements = new(keepsTrees);
    private readonly DirectiveComments _comments = new(new DirectiveReader());
    private readonly List<PsqlCommand> _commands = [];

    /// <exception cref="ScriptException">With the line that it is about.</exception>
    internal ParsedScript Read()
    {
        try
        {
            return Native.ParserThreads.Run(ReadHere);
        }
        catch (ScriptException e) when (e.SourceLine is null)
        {
            using var file = files.Open(e.Path);
            throw new ScriptException(e.Path, e.Line, e.Column, e.Problem, SourceLine.Of(file, e.Line), e.Hint);
        }
    }

    private ParsedScript ReadHere()
    {
        var variables = new PsqlVariables { Placeholder = name => name };
        using (var reader = new PsqlReader(path, files.Open(path), variables) { OpenFile = files.Open, OnComment = _comments.Add, TakesEitherBranch = true })
        {
            while (reader.Read())
                Add(reader.Item);
        }

        files.End();
        RefuseEmpty();
        return new ParsedScript(ScriptOf()) { Statements = _statements.Trees };
    }

    private void Add(PsqlItem item)
    {
        switch (item.Kind)
        {
            case PsqlItemKind.Statement when item is { IsBlank: false, IsRefused: false }:
                _comments.BeginStatement(item.FirstToken.Line);
                _statements.Add(item, files.Open);
                break;
            case PsqlItemKind.Skipped or PsqlItemKind.Echo:
                _commands.Add(new PsqlCommand(item.Command, item.Place.Path, item.Place.Line, item.Place.Column, item.Note, IsRefused: false));
                break;
            case PsqlItemKind.Refused:
                _commands.Add(new PsqlCommand(item.Command, item.Place.Path, item.Place.Line, item.Place.Column, item.Note, IsRefused: true));
                break;
            case PsqlItemKind.Connect:
                _commands.Add(new PsqlCommand(item.Command, item.Place.Path, item.Place.Line, item.Place.Column, "a run stays with the database whose backup it has taken", IsRefused: true));
                break;
        }
    }

    private void RefuseEmpty()
    {
        if (files.Facts[0].Content is { } content && content.AsSpan(content is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0).Trim(" \t\r\n\f\v"u8).IsEmpty)
            throw new ScriptException(path, 1, 1, "the file is empty", null, "Write the migration, or remove the file.");
    }

    private Script ScriptOf() => new()
    {
        Path = path,
        Files = files.Facts,
        RawSha256 = files.Facts[0].RawSha256,
        NormalizedSha256 = ScriptChecksum.Of(files.Facts),
        Statements = OwnDirectives.Applied(_statements.Statements, _comments.Directives),
        Directives = _comments.Directives,
        Commands = _commands,
        Trees = keepsTrees && files.Facts.Any(f => f.Content is null) && _statements.Statements.Count <= MostKept ? _statements.Trees : null,
    };
}
