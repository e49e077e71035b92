using System.Security.Cryptography;
using Whimbrel.Engine.Offsite;

namespace Whimbrel.Engine.PostgresTests.Offsite;

public sealed class S3PlaceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public S3PlaceTests()
    {
        foreach (var (name, value) in S3Server.Credentials)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Fact]
    public async Task Takes_an_archive_in_parts_and_gives_it_its_name()
    {
        await using var s3 = await S3Server.StartAsync();
        var place = new S3Place(S3Server.Bucket, "a b/", s3.Endpoint, region: null);
        var bytes = RandomNumberGenerator.GetBytes((20 << 20) + 17);

        using (var upload = place.Begin("x.dump.partial"))
        {
            for (var at = 0; at < bytes.Length; at += 300_000)
            {
                await upload.WriteAsync(bytes.AsMemory(at, Math.Min(300_000, bytes.Length - at)));
            }

            await upload.EndAsync(Ct);
        }

        (await place.HashAsync("x.dump.partial", Ct)).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        await place.RenameAsync("x.dump.partial", "x.dump", Ct);
        (await place.HashAsync("x.dump", Ct)).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        await place.RemoveAsync("x.dump", Ct);
        (await Should.ThrowAsync<IOException>(() => place.HashAsync("x.dump", Ct))).Message.ShouldStartWith("NoSuchKey: ");
        place.Locate("x.dump").ShouldBe("s3://backups/a b/x.dump");
    }

    [Fact]
    public async Task Shows_nothing_of_what_was_given_up_and_says_when_its_parts_cannot_be_taken_away()
    {
        await using var s3 = await S3Server.StartAsync();
        var place = new S3Place(S3Server.Bucket, "", s3.Endpoint, region: null);
        using (var upload = place.Begin("x.dump.partial"))
        {
            await upload.WriteAsync(new byte[17 << 20]);
        }

        // This server cannot; an upload of another process it does not list.
        (await Should.ThrowAsync<IOException>(() => place.RemoveAsync("x.dump.partial", Ct))).Message.ShouldStartWith("MethodNotAllowed: ");
        await new S3Place(S3Server.Bucket, "", s3.Endpoint, region: null).RemoveAsync("x.dump.partial", Ct);

        s3.Objects().ShouldBeEmpty();
    }

    [Fact]
    public async Task Says_that_nobody_answers()
    {
        var place = new S3Place(S3Server.Bucket, "", $"http://127.0.0.1:{FreePort.Find()}", region: null);

        (await Should.ThrowAsync<IOException>(() => place.HashAsync("x.dump", Ct))).Message.ShouldContain("refused", Case.Insensitive);
    }
}
