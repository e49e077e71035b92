namespace Whimbrel.EndToEndTests;

public sealed class OffsiteS3Tests(Servers servers)
{
    [Fact]
    public async Task A_backup_is_copied_into_a_bucket_and_looked_at_there()
    {
        await using var s3 = await S3Server.StartAsync();
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.BackupKeys = s3.BackupKeys;

        (await RunAsync(workspace, "backup")).ShouldEndWith(0);

        var archive = Directory.EnumerateFiles(workspace.Backups, "*.dump").ShouldHaveSingleItem();
        var copy = s3.Objects().ShouldHaveSingleItem();
        copy.ShouldContain($"copies/{Path.GetFileName(archive)}.");
        (await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken));
        (await RunAsync(workspace, "backup", "verify", archive)).ShouldEndWith(0);
        (await RunAsync(workspace, "backup", "list")).Output.ShouldContain(Path.GetFileName(archive));

        var bytes = await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(copy, bytes, TestContext.Current.CancellationToken);
        var damaged = await RunAsync(workspace, "backup", "verify", archive);
        damaged.ExitCode.ShouldBe(3, damaged.All);
        damaged.All.ShouldContain($"s3://backups/copies/{Path.GetFileName(archive)}: NOT THE SAME");
    }

    [Theory]
    [InlineData("offsite: s3://no-such-bucket", "S3RVER", "NoSuchBucket")]
    [InlineData("offsite: s3://backups", "nobody", "InvalidAccessKeyId")]
    public async Task A_bucket_that_refuses_stops_the_run_before_the_migration(string key, string user, string message)
    {
        await using var s3 = await S3Server.StartAsync();
        using var workspace = await Workspace.CreateHostingAsync(await servers.MainAsync());
        workspace.BackupKeys = [key, $"s3_endpoint: '{s3.Endpoint}'"];

        using var started = workspace.Start(new Dictionary<string, string?>(S3Server.Credentials, StringComparer.Ordinal) { ["AWS_ACCESS_KEY_ID"] = user }, "migrate", "--yes");
        var ended = await started.EndAsync();

        ended.ShouldEndWith(5, "there is no copy off-site: ", message, "is whole, and nothing was changed", "--skip offsite");
        ended.All.ShouldNotContain("S3RVER");
        await workspace.ShouldBeUnmigratedAsync();
        s3.Objects().ShouldBeEmpty();
    }

    private static async Task<Ended> RunAsync(Workspace workspace, params string[] arguments)
    {
        using var started = workspace.Start(S3Server.Credentials, arguments);
        return await started.EndAsync();
    }
}
