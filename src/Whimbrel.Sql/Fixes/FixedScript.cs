namespace Whimbrel.Sql.Fixes;

/// <summary>One of the migrations that take the place of an unsafe one.</summary>
/// <param name="What">For the file's name: validate, index.</param>
/// <param name="Data">null when it moves no rows.</param>
public sealed record SafeMigration(string What, string Script, string Rollback, string? Data);

/// <summary>A statement that keeps its danger, or a thing to look at, and why.</summary>
/// <param name="Line">1-based, in the unsafe script.</param>
public sealed record FixNote(int Line, string Message);

/// <summary>The safe way of a whole script; no migrations when nothing in it can be made safer.</summary>
/// <param name="NotFixed">Unsafe statements that stay as they were.</param>
/// <param name="Notes">What only the database knows.</param>
public sealed record FixedScript(IReadOnlyList<SafeMigration> Migrations, IReadOnlyList<FixNote> NotFixed, IReadOnlyList<FixNote> Notes);
